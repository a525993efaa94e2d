// The watch: camera to program about once a second, also while another view or tab is looked at.
// Nothing is decided here. One for the page; views come and go and look at it.
import { kept } from "../shared/dom.js";
import { sameTab } from "../shared/tab.js";
import { language, t, translated } from "../shared/words.js";
import { Camera } from "../live/camera.js";
import { Grab } from "../live/grab.js";
import { Line } from "../live/line.js";
import { Voice } from "../live/voice.js";
import { Shade } from "./shade.js";
import { rules, wish, wishes } from "./wishes.js";

const ADDRESS = "/api/sitting";
/** A few small pictures a second will do, and leave the machine its rest. */
const WISHED = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 10 } };
const LEAST_MS = 60;
const EARLY_MS = 30;
const BUSY_MS = 150;
const BLIND_MS = 2000;
/** A camera whose picture stands still for so long gives none. */
const STILL_MS = 6000;
/** So long it stands there what became of a break. */
const ASIDE_MS = 20000;
const TAG = "formcheck-sitting";

class Watch {
  constructor() {
    this.seen = new Set();
    this.reset();
  }

  reset() {
    this.screen = null;
    this.refusal = "";
    this.camera = null;
    this.line = null;
    this.lent = false;
    this.stretched = [];
    this.offered = false;
    this.lookedAt = 0;
    this.frameS = -1;
    this.frameAt = 0;
    this.aside = null;
  }

  /** A word about what just happened, "" when nothing did. */
  get said() {
    return this.aside && performance.now() < this.aside.until ? this.aside.say : "";
  }

  /** Whether it runs; a refused one does not. */
  get on() {
    return this.camera !== null;
  }

  /** Whether it ran in this tab before the page was loaded again. */
  get interrupted() {
    return !this.on && sameTab.get("watch") !== null;
  }

  /** Calls back after each change; returns how to stop that. */
  look(changed) {
    this.seen.add(changed);
    return () => this.seen.delete(changed);
  }

  told() {
    for (const changed of this.seen) changed(this);
  }

  start(take = false) {
    if (this.on) return;
    this.reset();
    this.take = take;
    this.voice ??= new Voice();
    this.shade ??= new Shade();
    this.grab = new Grab();
    this.video = this.newVideo();
    this.camera = new Camera(this.video, () => this.changed(), WISHED);
    this.ticker = new Worker("/page/sitting/tick.js");
    this.ticker.onmessage = () => this.tick();
    this.camera.open();
    this.after(LEAST_MS);
    this.told();
  }

  /** The video stays in the page whatever is shown, or the browser would pause it. */
  newVideo() {
    const video = document.createElement("video");
    video.muted = true;
    video.playsInline = true;
    video.autoplay = true;
    video.className = "unseen-video";
    video.setAttribute("aria-label", t("Your picture, mirrored"));
    document.body.append(video);
    return video;
  }

  stop() {
    if (this.line?.open) this.line.tell({ do: "end" });
    this.end();
    sameTab.set("watch", null);
    this.told();
  }

  end() {
    this.ticker?.terminate();
    this.ticker = null;
    this.line?.close();
    this.camera?.close();
    this.video?.remove();
    this.shade?.show(false);
    this.clearNotice();
    this.reset();
  }

  after(milliseconds) {
    this.ticker?.postMessage(milliseconds);
  }

  async tick() {
    const { line, camera } = this;
    if (!line) {
      if (camera.running && this.freshPicture()) this.connect();
      this.after(BUSY_MS);
      this.told();
      return;
    }
    // While it is lent nothing is told: that time is not watched, and the stretch says what it was.
    if (this.lent || !line.free) {
      this.after(BUSY_MS);
      return;
    }
    if (this.resting) {
      line.halt("paused");
    } else if (!camera.running || !this.freshPicture()) {
      line.halt("camera");
    } else {
      line.claim();
      this.lookedAt = performance.now();
      try {
        line.send(await this.grab.picture(this.video, performance.now()));
      } catch {
        // The video lost its picture just now: the next one will do.
        line.waiting = false;
      }
    }
    this.after(BLIND_MS); // The answer says when the next look is due; this is for when none comes.
  }

  /** Whether the camera is let go of on purpose. */
  get resting() {
    return this.lent || (this.screen?.paused_left_s ?? null) !== null;
  }

  freshPicture() {
    const now = performance.now();
    if (this.video.readyState < 2) return false;
    if (this.video.currentTime !== this.frameS) {
      this.frameS = this.video.currentTime;
      this.frameAt = now;
    }
    return now - this.frameAt < STILL_MS;
  }

  connect() {
    const open = this.take ? null : sameTab.get("watch");
    const opening = open
      ? { do: "resume", session: open }
      : {
          do: "begin",
          profile: wishes.profile,
          camera: this.camera.label,
          wishes: rules(),
          language: language(),
          take: this.take,
        };
    this.line = new Line(
      opening,
      {
        begun: (id) => {
          sameTab.set("watch", id);
          this.told();
        },
        screen: (screen) => this.answer(screen),
        refused: (sentence, code) => this.refused(sentence, code, open),
        changed: () => this.told(),
      },
      ADDRESS,
    );
  }

  refused(sentence, code, resumed) {
    sameTab.set("watch", null);
    if (resumed && code === "gone") {
      this.line = null;
      return;
    }
    this.end();
    this.refusal = translated(sentence);
    this.elsewhere = code === "elsewhere";
    this.told();
  }

  answer(screen) {
    this.screen = screen;
    this.after(this.resting ? BLIND_MS : this.dueMs(screen.next_look_s * 1000));
    this.keepCamera();
    for (const event of screen.events) this.happened(event);
    const bad = screen.state === "slouched" && !this.resting;
    this.shade.show(bad && wishes.shade !== "none", wishes.shade);
    if (screen.state !== "slouched") this.clearNotice();
    this.told();
  }

  /** How long until the next look, from when the last one began; a moment early, for timers of a
   hidden page keep to whole seconds. */
  dueMs(gap) {
    return Math.max(LEAST_MS, gap - EARLY_MS - (performance.now() - this.lookedAt));
  }

  happened({ is, say }) {
    if (is === "break-over") this.aside = { say, until: performance.now() + ASIDE_MS };
    if (is !== "nudge" && is !== "break") return;
    if (wishes.sound) this.voice.sound(is === "nudge" ? "nudge" : "done");
    if (wishes.voice) this.voice.speak(say, false);
    if (wishes.notify && (document.hidden || !document.hasFocus())) this.notify(say);
  }

  notify(say) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    try {
      this.clearNotice();
      this.notice = new Notification(t("formcheck: sitting"), { body: say, tag: TAG, silent: true });
      this.notice.onclick = () => {
        window.focus();
        location.hash = "#/sitting";
      };
    } catch {
      // This browser shows notifications to apps only: sound and page remain.
    }
  }

  clearNotice() {
    this.notice?.close();
    this.notice = null;
  }

  /** In a pause, and while a stretch session has it, the camera is let go of. */
  keepCamera() {
    if (this.resting === this.camera.closed) return;
    if (this.resting) this.camera.close();
    else this.camera.reopen();
  }

  /** A stretch session in this tab: the camera is lent, and the time is a break. */
  lend() {
    if (!this.on || this.lent) return;
    this.stretched = [];
    this.line?.tell({ do: "break", what: "take" });
    this.line?.halt("camera");
    this.lent = true;
    this.shade.show(false);
    this.keepCamera();
  }

  /** What a session in that time came to. */
  stretchDone(result) {
    if (this.lent) this.stretched = result.stretches.filter(wasDone).map((one) => one.stretch);
  }

  /** Back from it; what was done is credited. */
  takeBack() {
    if (!this.lent) return;
    this.lent = false;
    this.keepCamera();
    this.tell({ do: "break", what: "end", stretches: this.stretched });
  }

  tell(message) {
    this.line?.tell(message);
    this.after(LEAST_MS);
  }

  /** A wish that the program goes by too. */
  change(name, value) {
    wish(name, value);
    if (name in rules()) this.tell({ do: "wishes", wishes: rules() });
    if (name === "profile") this.choose(value);
    this.told();
  }

  choose(profile) {
    this.tell({ do: "profile", profile, camera: this.camera?.label ?? "" });
  }

  chooseCamera(id) {
    kept.set("camera", id);
    this.camera?.choose(id);
  }

  changed() {
    const label = this.camera?.label ?? "";
    if (this.line?.open && label && this.label && label !== this.label) this.choose(wishes.profile);
    this.label = label || this.label;
    this.told();
  }
}

/** Whether all of it was done as planned, or a side of it. */
const wasDone = ({ completed, sides }) => completed || sides.some((side) => side.completed);

export const watch = new Watch();
