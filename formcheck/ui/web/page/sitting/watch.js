// The watch: sends a frame to the program about once a second, also while another view or tab is shown.
// Decides nothing. There is one for the page, which the views share.
import { sameTab } from "../shared/store.js";
import { language, t, translated } from "../shared/words.js";
import { Camera, newVideo, noPicture } from "../live/camera.js";
import { Grab } from "../live/grab.js";
import { Connection } from "../live/connection.js";
import { Voice } from "../live/voice.js";
import { Notice } from "./notice.js";
import { Shade } from "./shade.js";
import { rules, wish, wishes } from "./wishes.js";

/** A few small frames a second are enough, and keep the load low. */
const WISHED = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 10 } };
const LEAST_MS = 60;
const EARLY_MS = 30;
const BUSY_MS = 150;
const BLIND_MS = 2000;
/** Most time for a camera to open; until then no missing frame is reported. */
const OPENING_MS = 4000;
/** A camera whose frame is unchanged for this long counts as sending none. */
const STILL_MS = 6000;
/** How long the outcome of a break is shown. */
const ASIDE_MS = 20000;

/** State that each start resets. */
class Run {
  screen = /** @type {Api.WatchScreen | null} */ (null);
  refusal = "";
  camera = /** @type {Camera | null} */ (null);
  connection = /** @type {Connection<Api.WatchScreen> | null} */ (null);
  /** Whether the program has answered once; until then the camera stays off. */
  answered = false;
  /** Whether a frame was sent; before that, a screen shows nothing but a pause. */
  pictured = false;
  lent = false;
  /** Whether the program knows that the camera is lent. */
  lentTold = false;
  elsewhere = false;
  stretched = /** @type {string[]} */ ([]);
  offered = false;
  lookedAt = 0;
  frameS = -1;
  frameAt = 0;
  aside = /** @type {{ say: string, until: number } | null} */ (null);
}

export class Watch extends Run {
  seen = /** @type {Set<(watch: Watch) => void>} */ (new Set());
  grab = new Grab();
  voice = /** @type {Voice | null} */ (null);
  shade = /** @type {Shade | null} */ (null);
  ticker = /** @type {Worker | null} */ (null);
  notice = new Notice();
  video = /** @type {HTMLVideoElement | null} */ (null);
  label = "";
  take = false;

  reset() {
    Object.assign(this, new Run());
  }

  /** A sentence about what just happened, or "". */
  get said() {
    return this.aside && performance.now() < this.aside.until ? this.aside.say : "";
  }

  /** Whether the watch is running; a refused one is not. */
  get on() {
    return this.camera !== null;
  }

  /** A sentence on why nothing is seen; "" while all is well. */
  get trouble() {
    const { camera, connection } = this;
    if (!camera) return "";
    if (connection?.trouble) return connection.trouble;
    if (this.resting || !this.answered) return "";
    if (camera.trouble) return camera.trouble;
    if (camera.running && this.standsStill) return noPicture();
    return camera.running || this.screen ? "" : t("Allow the camera: the browser asks next to the address bar.");
  }

  /** What the watch is doing, or how the person sits; "" if unknown. */
  get state() {
    if (this.connection?.trouble) return "lost";
    if (this.trouble) return "blind";
    if (!this.screen || this.resting) return "";
    return this.screen.break === "running" ? "break" : this.screen.state;
  }

  /** Whether it was running in this tab before the page was reloaded. */
  get interrupted() {
    return !this.on && sameTab.get("watch") !== null;
  }

  /** Calls back after each change; returns a function that stops this. @param {(watch: Watch) => void} changed */
  subscribe(changed) {
    this.seen.add(changed);
    return () => this.seen.delete(changed);
  }

  notifySubscribers() {
    for (const changed of this.seen) changed(this);
  }

  start(take = false) {
    if (this.on) return;
    this.reset();
    this.take = take;
    this.voice ??= new Voice();
    this.shade ??= new Shade();
    // The video stays in the page whichever view is shown, or the browser would pause it.
    this.video = newVideo();
    this.video.className = "unseen-video";
    document.body.append(this.video);
    this.camera = new Camera(this.video, () => this.changed(), WISHED);
    this.ticker = new Worker("/page/sitting/tick.js");
    this.ticker.onmessage = () => this.tick();
    this.after(LEAST_MS);
    this.notifySubscribers();
  }

  stop() {
    if (this.connection?.open) this.connection.tell({ do: "end" });
    this.end();
    sameTab.set("watch", null);
    this.notifySubscribers();
  }

  end() {
    this.ticker?.terminate();
    this.ticker = null;
    this.connection?.close();
    this.camera?.close();
    this.video?.remove();
    this.clearMarks();
    this.reset();
  }

  /** @param {number} milliseconds */
  after(milliseconds) {
    this.ticker?.postMessage(milliseconds);
  }

  async tick() {
    const { connection, camera, video } = this;
    if (!camera || !video) return;
    this.after(BUSY_MS);
    if (!connection) {
      this.connect();
      this.notifySubscribers();
      return;
    }
    // While the camera is lent nothing is sent: that time is not watched, and the session reports it.
    if (this.lent || !connection.free) return;
    const blind = !this.resting && (!camera.running || !this.freshPicture(video));
    const opening = !this.pictured && !camera.trouble && performance.now() - this.lookedAt < OPENING_MS;
    if (blind && this.answered && opening) {
      // A missing frame would spoil a baseline that is being recorded.
      this.notifySubscribers();
      return;
    }
    this.lookedAt = performance.now();
    if (this.resting || blind) {
      connection.halt("camera");
    } else {
      this.pictured = true;
      await connection.sendPicture(this.grab.picture(video, performance.now()));
    }
    this.after(BLIND_MS); // The answer says when the next frame is due; this is for when none comes.
  }

  /** Whether the camera is released on purpose. */
  get resting() {
    return this.lent || (this.screen?.paused_left_s ?? null) !== null;
  }

  /** @param {HTMLVideoElement} video */
  freshPicture(video) {
    if (video.readyState < 2) return false;
    if (video.currentTime !== this.frameS) {
      this.frameS = video.currentTime;
      this.frameAt = performance.now();
    }
    return !this.standsStill;
  }

  get standsStill() {
    return performance.now() - this.frameAt >= STILL_MS;
  }

  connect() {
    if (this.take) sameTab.set("watch", null);
    const { take } = this;
    this.label ||= sameTab.get("told", {}).camera ?? "";
    const place = { profile: wishes.profile, camera: this.label };
    const goesOn = sameTab.get("watch") !== null;
    if (!goesOn) sameTab.set("told", place);
    /** @type {Api.BeginWatch} */
    const begin = { do: "begin", ...place, wishes: rules(), language: language(), take };
    this.connection = new Connection("watch", begin, {
      begun: () => {
        this.take = false;
        this.notifySubscribers();
      },
      screen: (screen) => this.answer(screen),
      refused: (sentence, code) => this.refused(sentence, code),
      changed: () => {
        if (this.connection?.trouble) this.clearMarks();
        this.notifySubscribers();
      },
    });
    if (!goesOn) return;
    // A watch resumed after a reload may have begun with other settings.
    this.tellLanguage();
    this.tellRules();
    this.tellPlace();
  }

  /**
   * Begins a watch that no longer exists anew; any other refusal ends it.
   * @param {string} sentence @param {Api.Refused["code"]} code
   */
  refused(sentence, code) {
    if (code === "gone") {
      this.connection = null;
      this.screen = null; // otherwise a pause that nobody can end would stay
      this.clearMarks();
      return;
    }
    this.end();
    this.refusal = translated(sentence);
    this.elsewhere = code === "elsewhere";
    this.notifySubscribers();
  }

  /** @param {Api.WatchScreen} screen */
  answer(screen) {
    this.answered = true;
    this.screen = this.pictured || screen.paused_left_s !== null ? screen : null;
    this.after(this.resting ? BLIND_MS : this.dueMs(screen.next_look_s * 1000));
    this.keepCamera();
    for (const event of screen.events) this.happened(event);
    const bad = screen.state === "slouched" && !this.resting;
    this.shade?.show(bad && wishes.shade !== "none", wishes.shade);
    this.notice.follow(screen, this.said);
    if (this.lent && !this.lentTold) this.tellLent();
    this.notifySubscribers();
  }

  /**
   * Milliseconds until the next frame is due, counted from the start of the last one; a little early,
   * as timers of a hidden page are aligned to whole seconds.
   * @param {number} gap
   */
  dueMs(gap) {
    return Math.max(LEAST_MS, gap - EARLY_MS - (performance.now() - this.lookedAt));
  }

  /** @param {Api.WatchScreen["events"][number]} event */
  happened(event) {
    if (event.is === "break-over") this.aside = { say: event.say, until: performance.now() + ASIDE_MS };
    if (event.is === "calibrated") return;
    if (wishes.sound) this.voice?.sound(event.is === "nudge" ? "nudge" : "done");
    if (wishes.voice) this.voice?.speak(event.say, false);
    if (wishes.notify && (document.hidden || !document.hasFocus())) this.notice.show(event.say, event.is);
  }

  /** Removes what marks a slouch, once it is over or nothing is known. */
  clearMarks() {
    this.shade?.show(false);
    this.notice.clear();
  }

  /** Releases the camera in a pause and while a stretch session has it; else opens it. */
  keepCamera() {
    if (!this.camera || !this.answered || this.resting === this.camera.closed) return;
    if (this.resting) this.camera.close();
    else this.camera.start();
  }

  /** Lends the camera to a stretch session in this tab; that time is a break. */
  lend() {
    if (!this.on || this.lent) return;
    this.stretched = [];
    this.connection?.tell({ do: "break", what: "coach" });
    this.lent = true;
    this.tellLent();
    this.shade?.show(false);
    this.keepCamera();
  }

  /** Begins the break, after the answer to a frame that is still being analysed. */
  tellLent() {
    this.lentTold = this.connection?.free ?? false;
    this.connection?.halt("camera");
  }

  /** Notes which stretches a session in that time completed. @param {Page.Result} result */
  stretchDone(result) {
    if (this.lent) this.stretched = result.stretches.filter(wasDone).map((one) => one.stretch);
  }

  /** Takes the camera back; the stretches done are credited. */
  takeBack() {
    if (!this.lent) return;
    this.lent = false;
    this.lentTold = false;
    this.keepCamera();
    this.tell({ do: "break", what: "end", stretches: this.stretched });
  }

  /** @param {Api.WatchRequest} message */
  tell(message) {
    this.connection?.tell(message);
    this.after(LEAST_MS);
  }

  tellLanguage() {
    this.tell({ do: "language", language: language() });
  }

  /**
   * Changes a preference, and sends it to the program if that uses it.
   * @template {keyof Page.SitWishes} K @param {K} name @param {Page.SitWishes[K]} value
   */
  change(name, value) {
    wish(name, value);
    if (name in rules()) this.tellRules();
    if (name === "profile") this.tellPlace();
    this.notifySubscribers();
  }

  tellRules() {
    this.tell({ do: "wishes", wishes: rules() });
  }

  /** Sends profile and camera unless they were sent last, also if that was before a reload. */
  tellPlace() {
    const told = sameTab.get("told", {});
    const place = { profile: wishes.profile, camera: this.label };
    if (!this.connection || (told.profile === place.profile && told.camera === place.camera)) return;
    sameTab.set("told", place);
    this.tell({ do: "profile", ...place });
  }

  changed() {
    this.frameAt = performance.now();
    this.label = this.camera?.label || this.label;
    this.tellPlace();
    this.notifySubscribers();
  }
}

/** Whether the stretch, or a side of it, was done as planned. @param {Api.StretchPart} stretch */
const wasDone = ({ completed, sides }) => completed || sides.some((side) => side.completed);

export const watch = new Watch();
