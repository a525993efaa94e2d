// A veil over the page while the person slouches: dim or blurred, slow to come, never in the way.
import { h } from "../shared/dom.js";

/** A slouch that ends sooner gets no veil. */
const PATIENCE_MS = 4000;

export class Shade {
  constructor() {
    this.root = h("div", { class: "shade", "aria-hidden": "true" });
    this.timer = /** @type {number | undefined} */ (0);
    document.body.append(this.root);
  }

  /** @param {boolean} on @param {string} kind */
  show(on, kind = "dim") {
    this.root.dataset.kind = kind;
    if (on === (this.timer !== 0)) return;
    clearTimeout(this.timer);
    this.timer = on ? setTimeout(() => this.root.classList.add("shown"), PATIENCE_MS) : 0;
    if (!on) this.root.classList.remove("shown");
  }
}
