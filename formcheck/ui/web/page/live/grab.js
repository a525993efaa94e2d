// Grabs a frame of the video, small enough to send: a JPEG of at most 640 pixels a side.
import { contextOf } from "../shared/dom.js";

const LONGEST_PX = 640;
const QUALITY = 0.85;
const STILL_PX = 320;

export class Grab {
  constructor() {
    this.canvas = new OffscreenCanvas(1, 1);
    this.context = /** @type {OffscreenCanvasRenderingContext2D} */ (this.canvas.getContext("2d", { alpha: false }));
    this.lastMs = 0;
  }

  /**
   * Returns the message: 8 bytes of capture time, then the JPEG.
   * @param {HTMLVideoElement} video @param {number} capturedMs
   */
  async picture(video, capturedMs) {
    const scale = Math.min(1, LONGEST_PX / Math.max(video.videoWidth, video.videoHeight));
    const width = Math.round(video.videoWidth * scale);
    const height = Math.round(video.videoHeight * scale);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    this.context.drawImage(video, 0, 0, width, height);
    const jpeg = await this.canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    const message = new Uint8Array(8 + jpeg.size);
    // A frame is never older than the one before, whatever the camera's clock says.
    this.lastMs = Math.max(capturedMs, this.lastMs + 0.001);
    new DataView(message.buffer).setFloat64(0, this.lastMs, true);
    message.set(new Uint8Array(await jpeg.arrayBuffer()), 8);
    return message;
  }

  /** Returns a small mirrored still of the last frame sent, for the summary; in memory only. */
  still() {
    const scale = STILL_PX / this.canvas.width;
    const still = document.createElement("canvas");
    still.width = STILL_PX;
    still.height = Math.round(this.canvas.height * scale);
    const context = contextOf(still);
    context.setTransform(-scale, 0, 0, scale, STILL_PX, 0);
    context.drawImage(this.canvas, 0, 0);
    return still;
  }
}

/**
 * Calls back for every new frame of the video, with its capture time and the number of frames since
 * the last call, as a busy page misses some; returns a function that stops this.
 * @param {HTMLVideoElement} video @param {(capturedMs: number, come: number) => void} callback
 */
export function eachPicture(video, callback) {
  let open = true;
  let seen = 0;
  const next = () => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback((now, told) => step(told.captureTime ?? now, told.presentedFrames));
    else requestAnimationFrame((now) => step(now, seen + 1));
  };
  /** @param {number} capturedMs @param {number} presented */
  const step = (capturedMs, presented) => {
    if (!open) return;
    callback(capturedMs, seen > 0 ? Math.max(1, presented - seen) : 1);
    seen = presented;
    next();
  };
  next();
  return () => {
    open = false;
  };
}
