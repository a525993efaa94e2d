// The person's camera: opens it, and again after it was lost. Every failure is one sentence.
import { h, options, redraw } from "../shared/dom.js";
import { kept } from "../shared/store.js";
import { t } from "../shared/words.js";

const TRY_AGAIN_MS = 2000;
const WISHED = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

export class Camera {
  /**
   * changed() is called whenever `trouble` or the list of cameras changes.
   * @param {HTMLVideoElement} video @param {() => void} changed
   * @param {MediaTrackConstraints} wished
   */
  constructor(video, changed, wished = WISHED) {
    this.video = video;
    this.changed = changed;
    this.wished = wished;
    this.trouble = "";
    this.cameras = /** @type {MediaDeviceInfo[]} */ ([]);
    this.stream = /** @type {MediaStream | null} */ (null);
    this.closed = true;
    this.opening = false;
    this.timer = /** @type {number | undefined} */ (0);
    this.look = () => (this.stream ? this.list() : this.open());
    this.watchPermission();
  }

  get running() {
    return this.stream !== null && this.trouble === "";
  }

  /** Opens the camera last chosen, else any. */
  async open() {
    if (this.closed || this.opening) return;
    clearTimeout(this.timer);
    if (!navigator.mediaDevices?.getUserMedia) {
      this.tell(t("This browser allows the camera only for pages on this computer. On the computer that runs formcheck, start formcheck app without --host and open the address that it prints."));
      return;
    }
    const id = kept.get("camera");
    this.opening = true;
    try {
      this.take(await this.ask(id));
    } catch (caught) {
      const problem = /** @type {Error} */ (caught);
      this.tell(sentenceFor(problem));
      this.list(); // another one may work
      // Asking again after a "no" would only nag; a change of the permission is listened to.
      if (problem.name !== "NotAllowedError" || bySystem(problem)) this.later();
    } finally {
      this.opening = false;
    }
    const wanted = kept.get("camera");
    if (wanted !== id) this.choose(wanted); // chosen meanwhile
  }

  /** Requests the stream of the camera with that id, or of any if it is missing. @param {string | null} id */
  async ask(id) {
    const { mediaDevices } = navigator;
    const any = { video: this.wished, audio: false };
    if (!id) return mediaDevices.getUserMedia(any);
    try {
      return await mediaDevices.getUserMedia({ ...any, video: { ...this.wished, deviceId: { exact: id } } });
    } catch (problem) {
      if (/** @type {Error} */ (problem).name !== "OverconstrainedError") throw problem;
      return mediaDevices.getUserMedia(any);
    }
  }

  /** @param {MediaStream} stream */
  take(stream) {
    if (this.closed) {
      stopAll(stream);
      return;
    }
    stopAll(this.stream);
    this.stream = stream;
    const [track] = stream.getVideoTracks();
    track.addEventListener("ended", () => this.lost(stream));
    track.addEventListener("mute", () => this.stream === stream && this.tell(noPicture()));
    track.addEventListener("unmute", () => this.stream === stream && this.tell(""));
    this.video.srcObject = stream;
    this.video.play().catch(() => {});
    this.tell("");
    this.list();
  }

  /** @param {MediaStream} stream */
  lost(stream) {
    if (this.stream !== stream) return;
    this.stream = null;
    this.tell(t("The camera is gone. Plug it in again, or close the program that is using it."));
    this.later();
  }

  async list() {
    const all = await navigator.mediaDevices.enumerateDevices();
    this.cameras = all.filter((one) => one.kind === "videoinput");
    this.changed();
  }

  /** The id of the camera in use. */
  get id() {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  /** The system's name for the camera. */
  get label() {
    return this.stream?.getVideoTracks()[0]?.label ?? "";
  }

  /** @param {string} id */
  choose(id) {
    kept.set("camera", id);
    stopAll(this.stream);
    this.stream = null;
    this.open();
  }

  async watchPermission() {
    try {
      const permission = await navigator.permissions.query({ name: "camera" });
      permission.addEventListener("change", () => {
        if (permission.state === "granted" && !this.stream) this.open();
      });
    } catch {
      // This browser does not report the permission; the button "Try again" stays.
    }
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => !this.stream && this.open(), TRY_AGAIN_MS);
  }

  /** @param {string} trouble */
  tell(trouble) {
    this.trouble = trouble;
    this.changed();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    navigator.mediaDevices?.removeEventListener("devicechange", this.look);
    stopAll(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }

  /** Opens the camera, also again after `close`. */
  start() {
    this.closed = false;
    this.trouble = "";
    navigator.mediaDevices?.addEventListener("devicechange", this.look);
    this.open();
  }
}

/** The sentence for a camera that is on but sends no frames. */
export const noPicture = () => t("The camera sends no picture. Is it covered, or does another program use it?");

/** The element that shows the camera's frames; the style sheet mirrors it. */
export function newVideo() {
  const video = h("video", { playsinline: true, autoplay: true, "aria-label": t("Your picture, mirrored") });
  video.muted = true;
  return video;
}

/** An empty list to choose a camera from. @param {(id: string) => void} choose */
export const newCameraPicker = (choose) =>
  h("select", { "aria-label": t("Camera"), hidden: true, onchange: (event) => choose(event.target.value) });

/**
 * Lists the cameras to choose from, redrawn only if they change; hidden if there is no choice.
 * @param {HTMLSelectElement} picker @param {Camera | null} camera
 */
export function listCameras(picker, camera) {
  const { cameras } = camera ?? { cameras: [] };
  const id = camera?.id || kept.get("camera");
  const key = [id, ...cameras.map((one) => one.deviceId)].join();
  picker.hidden = cameras.length < 2;
  redraw(picker, key, () => options(cameras.map((one, i) => [one.deviceId, one.label || t("Camera {n}", { n: i + 1 })]), id));
}

/** @param {MediaStream | null} stream */
function stopAll(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Whether the system denies the camera to the browser itself. @param {Error} problem */
const bySystem = (problem) => problem.message.includes("by system");

/** @param {Error} problem */
function sentenceFor(problem) {
  if (bySystem(problem)) {
    return t("The system does not let the browser use the camera: allow it in the system's privacy settings.");
  }
  switch (problem.name) {
    case "NotAllowedError":
    case "SecurityError":
      return t("The browser is not allowed to use the camera. Allow it next to the address bar, then try again.");
    case "NotFoundError":
    case "OverconstrainedError":
      return t("No camera was found. Plug one in: formcheck continues by itself.");
    case "NotReadableError":
    case "AbortError":
      return t("Another program is using the camera. Close that program: formcheck continues by itself.");
    default:
      return t("The camera does not start. Unplug it and plug it in again.");
  }
}
