// A session: passes frames to the program, and its answers to screen and sound. Decides nothing.
import { contextOf, keyFor } from "../shared/dom.js";
import { SESSION_KEYS } from "../shared/generated.js";
import { sameTab } from "../shared/store.js";
import { findStretch, loadStretches } from "../shared/stretches.js";
import { language, t, translated } from "../shared/words.js";
import { watch } from "../sitting/watch.js";
import { handOver } from "../views/summary.js";
import { Camera, listCameras, noPicture } from "./camera.js";
import { eachPicture, Grab } from "./grab.js";
import { Connection } from "./connection.js";
import { Listener } from "./listen.js";
import { Overlay, paint } from "./overlay.js";
import { Panels } from "./panels.js";
import { Rate } from "./rate.js";
import { Voice } from "./voice.js";

const TICK_MS = 1000;
/** A running camera without a frame for this long counts as sending none. */
const NO_PICTURE_MS = 3000;
const SLOW_PER_S = 8;
const NOTE_MS = 8000;
/** How long the last words of a desk break are shown; then the page goes back to watching. */
const LAST_WORD_MS = 2500;
const MOST_STILLS = 24;

/** @param {HTMLElement} page @returns {Promise<Page.Leave>} */
export async function session(page) {
  if (!sameTab.get("session") && !sameTab.get("due")) {
    location.replace(sameTab.get("begin")?.at_desk ? "#/sitting" : "#/"); // it is over
    return null;
  }
  await loadStretches();
  const running = new Session();
  document.body.classList.add("in-session");
  page.append(running.panels.root);
  running.start();
  return () => {
    running.close();
    document.body.classList.remove("in-session");
  };
}

/** The session that is on screen, for measurements. @type {Session | null} */
export let current = null;

class Session {
  constructor() {
    this.voice = new Voice(() => sameTab.get("begin")?.language ?? language());
    this.panels = new Panels(this, this.voice.muted);
    this.grab = new Grab();
    /** The rate of the camera's frames. */
    this.pictures = new Rate();
    this.stills = /** @type {Page.Still[]} */ ([]);
    this.faults = /** @type {Set<string>} */ (new Set());
    this.notes = /** @type {Map<string, string>} */ (new Map());
    this.refusal = "";
    this.closed = false;
    this.pictureAt = performance.now();
    this.openedAt = performance.now();
    /** @type {Connection<Api.SessionScreen> | null} */
    this.connection = null;
    const { video, canvas, stage } = this.panels;
    this.overlay = new Overlay(stage, video, canvas);
    this.camera = new Camera(video, () => this.changed());
    this.listener = new Listener((name) => this.command(name), () => this.voice.talking);
    this.until = new AbortController();
  }

  start() {
    current = this;
    this.stopPictures = eachPicture(this.panels.video, (capturedMs, come) => this.picture(capturedMs, come));
    this.ticking = setInterval(() => this.tick(), TICK_MS);
    const { signal } = this.until;
    document.addEventListener("keydown", (event) => this.key(event), { signal });
    document.addEventListener("visibilitychange", () => this.visible(), { signal });
    this.camera.start();
    this.stayAwake();
    // After the router has inserted the page, so that keys go to the session at once.
    setTimeout(() => this.panels.root.focus({ preventScroll: true }));
  }

  /**
   * Sends a new frame of the camera if the connection is free, else skips it.
   * @param {number} capturedMs
   * @param {number} come frames of the camera since the last call
   */
  picture(capturedMs, come) {
    this.pictureAt = performance.now();
    this.pictures.note(come);
    if (!this.connection?.free || !this.camera.running || document.hidden) return;
    this.connection.sendPicture(this.grab.picture(this.panels.video, capturedMs));
  }

  /** @param {Api.SessionScreen} screen */
  screen(screen) {
    this.collectStills(screen);
    this.overlay.keepFree(screen);
    this.overlay.draw(screen);
    this.panels.show(screen, findStretch(screen.step.spec_id));
    for (const sound of screen.sounds) this.voice.play(sound);
    this.changed();
  }

  /** Keeps a still of the frame in which a fault was first reported. @param {Api.SessionScreen} screen */
  collectStills(screen) {
    const now = new Set(screen.view_faults);
    for (const fault of now) {
      if (this.faults.has(fault) || this.stills.length >= MOST_STILLS) continue;
      const canvas = this.grab.still();
      paint(contextOf(canvas), { ...screen, ghost: null }, canvas.width);
      this.stills.push({ fault, side: screen.step.side, t_s: screen.t_s, canvas });
    }
    this.faults = now;
  }

  /** Connects at the camera's first frame: without one a session need not begin. */
  connect() {
    const begin = { do: "begin", language: language(), ...sameTab.get("begin") };
    this.connection = new Connection("session", begin, {
      begun: () => {
        sameTab.set("due", false); // a reload after its end does not begin it again
        this.changed();
        this.tellVoice();
        this.listen();
      },
      screen: (message) => this.screen(message),
      result: (result) => {
        handOver(result, this.stills);
        watch.stretchDone(result);
        if (sameTab.get("begin")?.at_desk) setTimeout(() => this.closed || location.replace("#/sitting"), LAST_WORD_MS);
        else location.replace("#/summary");
      },
      refused: (sentence) => {
        this.refusal = translated(sentence);
        this.changed();
      },
      changed: () => this.changed(),
    });
  }

  /** Shows notes, and a sentence for what stops everything; the session waits in the program. */
  changed() {
    const { panels, camera } = this;
    if (!this.connection && camera.running) this.connect();
    listCameras(panels.cameraPicker, camera);
    listCameras(panels.troublePicker, camera.trouble || this.noPicture ? camera : null);
    panels.noted([...this.notes.values()].reverse()); // the newest first
    panels.troubled(...this.trouble());
  }

  /** What stops everything, "" while all is well, and buttons for it. @returns {[string, ...Page.Button[]]} */
  trouble() {
    const { panels, camera, connection } = this;
    /** @type {Page.Button} */
    const back = [t("Back to the stretches"), () => this.away()];
    const stuck = this.refusal || connection?.trouble;
    if (stuck) return [stuck, back];
    if (connection?.unheard) return [t("Getting ready…"), back];
    // Questions need no camera: nothing covers them.
    if (panels.root.dataset.stage === "questions") return [""];
    if (camera.trouble) return [camera.trouble, [t("Try again"), () => camera.open()], back];
    if (this.noPicture) return [noPicture()];
    const asked = !camera.running && performance.now() - this.openedAt > TICK_MS;
    return [asked ? t("Allow the camera: the browser asks next to the address bar.") : ""];
  }

  get noPicture() {
    return this.camera.running && !document.hidden && performance.now() - this.pictureAt > NO_PICTURE_MS;
  }

  /** Runs each second, so that time passes in the program even without frames. */
  tick() {
    const blind = !this.camera.running || this.noPicture;
    if (document.hidden) this.connection?.halt("hidden");
    else if (blind) this.connection?.halt("camera");
    const rate = this.connection?.answers.perSecond ?? null;
    // A low frame rate of the camera does not mean a slow computer.
    const come = (this.pictures.perSecond ?? 0) >= SLOW_PER_S;
    if (rate !== null && rate < SLOW_PER_S && come && !document.hidden && !blind) {
      const n = Math.round(rate);
      this.notes.set("slow", n > 1 ? t("Slow: {n} pictures a second. Close other programs.", { n }) : t("Slow: about one picture a second. Close other programs."));
    } else {
      this.notes.delete("slow");
    }
    this.changed();
  }

  visible() {
    this.pictureAt = performance.now();
    if (document.hidden) this.connection?.halt("hidden");
    else this.stayAwake();
  }

  /**
   * Quitting needs no answer of the program; "it hurts" is kept for a program that may soon answer.
   * @param {Api.GiveCommand["command"]} name
   */
  command(name) {
    const { connection, refusal } = this;
    const unheard = refusal || !connection || (name === "quit" ? connection.unbegun : connection.silent);
    if (unheard && (name === "quit" || name === "pain")) this.away();
    else connection?.tell({ do: "command", command: name });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const key = keyFor(event);
    // A focused button takes the space key itself.
    if (key === " " && /** @type {Element} */ (event.target).closest("button")) return;
    const wanted = SESSION_KEYS[key];
    if (wanted === "mute") this.mute();
    else if (wanted === "full") this.full();
    else if (wanted) this.command(/** @type {Api.GiveCommand["command"]} */ (wanted));
    else return;
    event.preventDefault();
  }

  /** @param {string} question @param {string} answer */
  answer(question, answer) {
    this.connection?.tell({ do: "answer", question, answer });
  }

  /** Chooses a camera and moves the focus from the list, which would take the keys. @param {string} id */
  choose(id) {
    this.camera.choose(id);
    this.panels.root.focus({ preventScroll: true });
  }

  mute() {
    this.voice.mute(!this.voice.muted);
    this.panels.muted(this.voice.muted);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  /** Notes once that nothing will be spoken. The list of voices may come late. */
  tellVoice() {
    if (this.voiceTold) return;
    this.voiceTold = true;
    setTimeout(() => {
      if (!this.voice.voice()) this.note("voice", t("No voice is installed here: sounds and text only."));
    }, TICK_MS);
  }

  /** Accepts spoken commands if the browser supports them, and says so. */
  async listen() {
    if (await this.listener.start()) this.note("listening", t("Say “stop” if it hurts. “Pause” and “next” work too."));
  }

  /** Shows a note for a while. @param {string} name @param {string} text */
  note(name, text) {
    if (this.closed) return;
    this.notes.set(name, text);
    this.panels.announce(text);
    this.changed();
    setTimeout(() => {
      this.notes.delete(name);
      this.changed();
    }, NOTE_MS);
  }

  async stayAwake() {
    try {
      this.awake = await navigator.wakeLock?.request("screen");
    } catch {
      // The screen may turn off; nothing else is affected.
    }
  }

  away() {
    location.replace("#/");
  }

  close() {
    this.closed = true;
    current = null;
    clearInterval(this.ticking);
    this.until.abort();
    this.stopPictures?.();
    this.listener.close();
    this.connection?.close();
    this.camera.close();
    this.overlay.close();
    this.voice.close();
    this.awake?.release().catch(() => {});
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }
}
