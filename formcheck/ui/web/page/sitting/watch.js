// The watch: camera to program about once a second, also while another view or tab is looked at.
// Nothing is decided here. One for the page; views come and go and look at it.
import { sameTab } from "../shared/store.js";
import { language, t, translated } from "../shared/words.js";
import { Camera, newVideo, noPicture } from "../live/camera.js";
import { Grab } from "../live/grab.js";
import { Connection } from "../live/connection.js";
import { Voice } from "../live/voice.js";
import { Notice } from "./notice.js";
import { Shade } from "./shade.js";
import { rules, wish, wishes } from "./wishes.js";

/** A few small pictures a second will do, and leave the machine its rest. */
const WISHED = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 10 } };
const LEAST_MS = 60;
const EARLY_MS = 30;
const BUSY_MS = 150;
const BLIND_MS = 2000;
/** A camera that opens takes no longer; until then nothing is looked at. */
const OPENING_MS = 4000;
/** A camera whose picture stands still for so long gives none. */
const STILL_MS = 6000;
/** So long it stands there what became of a break. */
const ASIDE_MS = 20000;

/** What each start begins anew. */
class Run {
  screen = /** @type {Api.WatchScreen | null} */ (null);
  refusal = "";
  camera = /** @type {Camera | null} */ (null);
  connection = /** @type {Connection<Api.WatchScreen> | null} */ (null);
  /** Whether the program has said once how it stands: until then the camera stays off. */
  answered = false;
  /** Whether a picture was sent: before, a screen tells of nothing but a pause. */
  pictured = false;
  lent = false;
  /** Whether the program was told that the camera is lent. */
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

  /** A word about what just happened, "" when nothing did. */
  get said() {
    return this.aside && performance.now() < this.aside.until ? this.aside.say : "";
  }

  /** Whether it runs; a refused one does not. */
  get on() {
    return this.camera !== null;
  }

  /** The one sentence about why nothing is seen; "" while all is well. */
  get trouble() {
    const { camera, connection } = this;
    if (!camera) return "";
    if (connection?.trouble) return connection.trouble;
    if (this.resting || !this.answered) return "";
    if (camera.trouble) return camera.trouble;
    if (camera.running && this.standsStill) return noPicture();
    return camera.running || this.screen ? "" : t("Allow the camera: the browser asks next to the address bar.");
  }

  /** What it is doing, or how somebody sits; "" where nothing is known. */
  get state() {
    if (this.connection?.trouble) return "lost";
    if (this.trouble) return "blind";
    if (!this.screen || this.resting) return "";
    return this.screen.break === "running" ? "break" : this.screen.state;
  }

  /** Whether it ran in this tab before the page was loaded again. */
  get interrupted() {
    return !this.on && sameTab.get("watch") !== null;
  }

  /** Calls back after a change; returns how to stop it. @param {(watch: Watch) => void} changed */
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
    // The video stays in the page whatever is shown, or the browser would pause it.
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
    // While it is lent nothing is told: that time is not watched, and the stretch says what it was.
    if (this.lent || !connection.free) return;
    const blind = !this.resting && (!camera.running || !this.freshPicture(video));
    const opening = !this.pictured && !camera.trouble && performance.now() - this.lookedAt < OPENING_MS;
    if (blind && this.answered && opening) {
      // To look at nothing would spoil an upright posture that is being recorded.
      this.notifySubscribers();
      return;
    }
    this.lookedAt = performance.now();
    if (this.resting) {
      connection.halt("paused");
    } else if (blind) {
      connection.halt("camera");
    } else {
      this.pictured = true;
      await connection.sendPicture(this.grab.picture(video, performance.now()));
    }
    this.after(BLIND_MS); // The answer says when the next look is due; this is for when none comes.
  }

  /** Whether the camera is let go of on purpose. */
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
    // One that goes on after a reload may have begun with others.
    this.tellLanguage();
    this.tellRules();
    this.tellPlace();
  }

  /**
   * A watch that is gone begins anew; what else is refused ends it.
   * @param {string} sentence @param {Api.Refused["code"]} code
   */
  refused(sentence, code) {
    if (code === "gone") {
      this.connection = null;
      this.screen = null; // or a pause that nobody can end would go on
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
   * How long until the next look, from when the last one began; a moment early, for timers of a
   * hidden page keep to whole seconds.
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

  /** Takes away what marks a slouch: when it is over, or nothing is known. */
  clearMarks() {
    this.shade?.show(false);
    this.notice.clear();
  }

  /** In a pause, and while a stretch session has it, the camera is let go of. */
  keepCamera() {
    if (!this.camera || !this.answered || this.resting === this.camera.closed) return;
    if (this.resting) this.camera.close();
    else this.camera.start();
  }

  /** A stretch session in this tab: the camera is lent, and the time is a break. */
  lend() {
    if (!this.on || this.lent) return;
    this.stretched = [];
    this.connection?.tell({ do: "break", what: "coach" });
    this.lent = true;
    this.tellLent();
    this.shade?.show(false);
    this.keepCamera();
  }

  /** The break begins with this look, or with the one after the picture that is looked at now. */
  tellLent() {
    this.lentTold = this.connection?.free ?? false;
    this.connection?.halt("camera");
  }

  /** What a session in that time came to. @param {Page.Result} result */
  stretchDone(result) {
    if (this.lent) this.stretched = result.stretches.filter(wasDone).map((one) => one.stretch);
  }

  /** Back from it; what was done is credited. */
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
   * A wish that the program goes by too.
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

  /** Tells profile and camera where the program was told of others last, before a reload too. */
  tellPlace() {
    const { profile, camera } = sameTab.get("told", {});
    const same = profile === wishes.profile && camera === this.label;
    if (this.connection && !same) this.choose(wishes.profile);
  }

  /** @param {string} profile */
  choose(profile) {
    const place = { profile, camera: this.label };
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

/** Whether all of it was done as planned, or a side of it. @param {Api.StretchPart} stretch */
const wasDone = ({ completed, sides }) => completed || sides.some((side) => side.completed);

export const watch = new Watch();
