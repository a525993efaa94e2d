// Drawing on the frame: ghost, bones, joints, arcs. Input is in pixels of the frame that was sent,
// not mirrored; here it is mirrored and scaled onto the video.

import { contextOf } from "../shared/dom.js";
import { COLOURS } from "../shared/generated.js";

/** Most that may be cropped to fill the screen; more would cut off head or feet. */
const MOST_CROPPED = 0.14;
const MOST_PX = 2560;
/** Share of the screen's height that the cue band takes: one line, or two smaller ones. */
const BAND = 0.145;
const INK = `rgba(${COLOURS.ink}, 0.8)`;
const TONES = {
  faint: `rgba(${COLOURS.plain}, 0.55)`,
  plain: `rgb(${COLOURS.plain})`,
  unseen: `rgb(${COLOURS.unseen})`,
  good: `rgb(${COLOURS.good})`,
  correct: `rgb(${COLOURS.correct})`,
};

/** The video of a session on screen, and what is drawn on it. */
export class Overlay {
  /** @param {HTMLElement} stage @param {HTMLVideoElement} video @param {HTMLCanvasElement} canvas */
  constructor(stage, video, canvas) {
    this.stage = stage;
    this.video = video;
    this.canvas = canvas;
    this.context = contextOf(canvas);
    this.last = /** @type {Api.SessionScreen | null} */ (null);
    this.at = "";
    this.stretch = "";
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(stage);
    video.addEventListener("resize", () => this.fit());
    video.addEventListener("loadedmetadata", () => this.fit());
  }

  /**
   * Lays the canvas onto the video, filling the stage if hardly anything is cropped. Below the cue
   * band nothing is cropped: freeing the head and losing the feet would be no gain.
   */
  fit() {
    const { clientWidth: wide, clientHeight: high } = this.stage;
    const ratio = (this.video.videoWidth || 16) / (this.video.videoHeight || 9);
    const fill = Math.max(wide / ratio, high);
    const lost = 1 - (wide * high) / (fill * fill * ratio);
    const height = lost <= MOST_CROPPED && !this.lowered ? fill : Math.min(wide / ratio, high);
    const width = height * ratio;
    const place = { width, height, left: (wide - width) / 2, top: (high - height) / 2 };
    for (const node of [this.video, this.canvas]) {
      for (const [name, px] of Object.entries(place)) node.style.setProperty(name, `${px}px`);
    }
    const sharp = Math.min(window.devicePixelRatio || 1, MOST_PX / Math.max(width, height, 1));
    this.canvas.width = Math.max(1, Math.round(width * sharp));
    this.canvas.height = Math.max(1, Math.round(height * sharp));
    if (this.last) this.draw(this.last);
  }

  get lowered() {
    return this.stage.classList.contains("lowered");
  }

  /**
   * Moves the video below the cue band if the band would cover the body. Checked during set-up and
   * when a stage begins, never within a hold; it then stays there for this stretch.
   * @param {Api.SessionScreen} screen
   */
  keepFree(screen) {
    const { stage, step } = screen;
    if (step.spec_id !== this.stretch) {
      this.stretch = step.spec_id;
      this.lower(false);
    }
    if (!screen.sketch || (stage !== "setup" && this.at === `${stage} ${step.number}`)) return;
    this.at = `${stage} ${step.number}`;
    const { top, height } = this.canvas.getBoundingClientRect();
    if (top + (topOf(screen) * height) / screen.size[1] < BAND * window.innerHeight) this.lower(true);
  }

  /** @param {boolean} on */
  lower(on) {
    if (this.lowered === on) return;
    this.stage.classList.toggle("lowered", on);
    this.fit();
  }

  /** @param {Api.SessionScreen} screen */
  draw(screen) {
    this.last = screen;
    const { context, canvas } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    paint(context, screen, canvas.width);
  }

  close() {
    this.watch.disconnect();
  }
}

/**
 * The y of the highest point of the body in the frame; the ghost shows where the head is.
 * @param {Api.SessionScreen} screen
 */
function topOf({ ghost, sketch }) {
  const points = [...(ghost ?? []).flat(), ...(sketch?.bones ?? []).flatMap(({ start, end }) => [start, end])];
  return points.reduce((top, [, y]) => Math.min(top, y), Infinity);
}

/**
 * Paints ghost and sketch of a screen, mirrored, on a canvas of that width in pixels.
 * @param {CanvasRenderingContext2D} context @param {Api.SessionScreen} screen @param {number} width
 */
export function paint(context, screen, width) {
  const scale = width / screen.size[0];
  context.setTransform(-scale, 0, 0, scale, width, 0);
  context.lineCap = "round";
  context.lineJoin = "round";
  const painter = new Painter(context, Math.min(...screen.size) / 100);
  if (screen.ghost) painter.ghost(screen.ghost, screen.stage === "setup");
  for (const bone of screen.sketch?.bones ?? []) painter.bone(bone);
  for (const joint of screen.sketch?.joints ?? []) painter.joint(joint);
  for (const arc of screen.sketch?.arcs ?? []) painter.arc(arc);
}

/** Draws lines and shapes; unit: 1/100 of the frame's shorter side. */
class Painter {
  /** @param {CanvasRenderingContext2D} context @param {number} unit */
  constructor(context, unit) {
    this.context = context;
    this.unit = unit;
  }

  /**
   * Draws where the body should be: an outline to step into, later a faint shape.
   * @param {[number, number][][]} polygons @param {boolean} stepInto
   */
  ghost(polygons, stepInto) {
    const { context } = this;
    context.beginPath();
    for (const polygon of polygons) {
      polygon.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
    }
    context.fillStyle = `rgba(${COLOURS.white}, ${stepInto ? 0.2 : 0.14})`;
    context.fill("evenodd");
    context.setLineDash([this.unit * 1.6, this.unit * 1.2]);
    this.line(`rgba(${COLOURS.ink}, 0.35)`, this.unit * 0.9);
    this.line(`rgba(${COLOURS.white}, ${stepInto ? 0.95 : 0.5})`, this.unit * (stepInto ? 0.5 : 0.35));
    context.setLineDash([]);
  }

  /** @param {string} colour @param {number} width */
  line(colour, width) {
    this.context.strokeStyle = colour;
    this.context.lineWidth = width;
    this.context.stroke();
  }

  /** @param {Api.Bone} bone */
  bone({ start, end, tone, thick_px: thick }) {
    const { context } = this;
    context.beginPath();
    context.moveTo(...start);
    context.lineTo(...end);
    if (tone === "faint") {
      this.line(TONES.faint, thick);
      return;
    }
    if (tone === "unseen") context.setLineDash([thick * 2.5, thick * 3]);
    this.line(INK, thick * 1.35 + 1);
    this.line(TONES[tone], thick);
    context.setLineDash([]);
  }

  /** @param {Api.Joint} joint */
  joint({ at, tone, radius_px: radius }) {
    const { context } = this;
    context.beginPath();
    context.arc(at[0], at[1], radius, 0, 2 * Math.PI);
    context.fillStyle = TONES[tone];
    if (tone === "unseen") {
      context.setLineDash([radius * 0.7, radius * 0.7]);
      this.line(TONES.unseen, radius * 0.4);
      context.setLineDash([]);
      return;
    }
    this.line(INK, radius * 0.4);
    context.fill();
  }

  /** @param {Api.Arc} arc */
  arc(arc) {
    const { context } = this;
    const { centre: [x, y], radius_px: radius, start_rad: start, sweep_rad: sweep, tone } = arc;
    if (arc.band_sweep_rad) {
      context.beginPath();
      context.moveTo(x, y);
      context.arc(x, y, radius * 1.25, arc.band_start_rad, arc.band_start_rad + arc.band_sweep_rad, arc.band_sweep_rad < 0);
      context.closePath();
      context.fillStyle = `rgba(${COLOURS.good}, 0.34)`;
      context.fill();
    }
    context.beginPath();
    context.arc(x, y, radius, start, start + sweep, sweep < 0);
    this.line(INK, arc.thick_px + this.unit * 0.4);
    this.line(TONES[tone], arc.thick_px);
    if (arc.labelled) this.label(`${arc.value_deg}°`, arc.label, tone);
  }

  /**
   * Draws text, which is not mirrored; only its place is.
   * @param {string} text @param {[number, number]} at @param {Api.MarkTone} tone
   */
  label(text, [x, y], tone) {
    const { context } = this;
    context.save();
    context.translate(x, y);
    context.scale(-1, 1);
    context.font = `600 ${4 * this.unit}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 1.2 * this.unit;
    context.strokeStyle = INK;
    context.strokeText(text, 0, 0);
    context.fillStyle = TONES[tone];
    context.fillText(text, 0, 0);
    context.restore();
  }
}
