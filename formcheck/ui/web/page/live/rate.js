/** The period over which events are counted. */
const OVER_MS = 3000;

/** How often something happens, such as a frame of the camera or an answer of the program. */
export class Rate {
  moments = /** @type {number[]} */ ([]);

  note(times = 1) {
    const now = performance.now();
    for (let i = 0; i < times; i++) this.moments.push(now);
    while (this.moments[0] < now - OVER_MS) this.moments.shift();
  }

  clear() {
    this.moments = [];
  }

  /** Events per second over the last three seconds; null at first. */
  get perSecond() {
    const [first] = this.moments;
    const now = performance.now();
    return first !== undefined && now - first > 2000 ? (this.moments.length * 1000) / (now - first) : null;
  }
}
