// Illustrations of a stretch. They are shown as a mirror would show them, like the person's own
// picture in the session: the files show the left side as a camera sees it, so left is mirrored.
import { h } from "./dom.js";

/** The picture of that address, or a plain plate where there is none. */
export function picture(address, words, side = "left", lazy = true) {
  if (!address) return h("div", { class: "picture none", role: "img", "aria-label": words });
  return h(
    "div",
    { class: side === "right" ? "picture" : "picture mirrored" },
    h("img", {
      src: address,
      alt: words,
      width: 480,
      height: 640,
      loading: lazy ? "lazy" : null,
      decoding: "async",
    }),
  );
}
