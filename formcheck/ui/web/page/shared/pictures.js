// Illustrations of a stretch. They are shown as in a mirror, like the person's own video in the
// session: the files show the left side as a camera sees it, so left is mirrored.
import { h, s } from "./dom.js";

/**
 * The picture of the stretch at that address; without one, a line figure in its position.
 * @param {Api.StretchCard} stretch @param {string | null | undefined} address @param {string} words
 * @param {Page.Side} side @param {boolean} lazy
 */
export function picture({ position, picture_size_px: [width, height] }, address, words, side = "left", lazy = true) {
  if (!address) {
    return h("div", { class: "picture none", role: "img", "aria-label": words }, figure(position));
  }
  const loading = lazy ? "lazy" : null;
  const kind = ["picture", width > height && "wide", side !== "right" && "mirrored"].filter(Boolean).join(" ");
  const image = h("img", { src: address, alt: words, width, height, loading, decoding: "async" });
  return h("div", { class: kind }, image);
}

/**
 * Line figures: centre of the head, lines of the body, y of the floor, y of the middle.
 * @type {Record<string, [[number, number], string, number, number]>}
 */
const FIGURES = {
  standing: [[60, 34], "M60 50v42M60 56 46 84M60 56l14 28M60 92l-9 44M60 92l9 44", 136, 82],
  sitting: [[54, 44], "M54 60v40h28v36M54 68l20 26M46 106h20", 136, 87],
  kneeling: [[62, 44], "M62 60v40l4 32h26M62 68l-12 30", 132, 85],
  "half-kneeling": [[58, 44], "M58 60v40l8 32h24M58 100H34v32M58 68 44 94", 132, 85],
  "all-fours": [[26, 74], "M40 80h44l2 44h22M42 80l-2 44", 124, 96],
  supine: [[22, 112], "M36 116h34l16-28 10 32", 124, 108],
  prone: [[20, 104], "M34 112l38 6h36M38 113l-10 9", 124, 111],
  "side-lying": [[20, 106], "M34 112l36 6 20-10 14 14M40 113l16 7", 124, 111],
};

/** @param {string} position */
function figure(position) {
  const [[x, y], body, floor, middle] = FIGURES[position] ?? FIGURES.standing;
  return s("svg", { viewBox: `0 ${middle - 80} 120 160`, "aria-hidden": "true", class: "figure" },
    s("path", { d: `M8 ${floor + 4}h104`, class: "figure-floor" }),
    s("circle", { cx: x, cy: y, r: 10 }),
    s("path", { d: body }),
  );
}
