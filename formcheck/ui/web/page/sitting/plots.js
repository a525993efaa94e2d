// Plots as inline SVG, drawn for the width they are shown at, each with the same numbers as a table.
// All lengths are sixteenths of a rem: pixels at the usual text size.
import { h, s } from "../shared/dom.js";
import { t } from "../shared/words.js";
import { amount, stateName } from "./names.js";

/**
 * From the bottom up. Each has its own colour and pattern, so that they differ in grey too.
 * @type {(keyof Page.Seconds)[]}
 */
const STATES = ["upright", "slouched", "unsure"];
const FOOT = 24;
const TOP = 10;
const BAR_MOST = 44;
let drawn = 0;

/**
 * A plot that is redrawn whenever its width changes.
 * @param {string | null} label @param {number} height
 * @param {(svg: SVGElement, width: number) => void} draw
 */
function fitted(label, height, draw) {
  const root = h("div", { class: "plot", role: label ? "img" : null, "aria-label": label });
  let width = 0;
  new ResizeObserver(([entry]) => {
    const unit_px = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    const now = Math.floor(entry.contentRect.width / unit_px);
    if (now === width || now < 1) return;
    width = now;
    const size = { width: `${width / 16}rem`, height: `${height / 16}rem` };
    const svg = s("svg", { ...size, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    draw(svg, width);
    root.replaceChildren(svg);
  }).observe(root);
  return root;
}

/**
 * Stacked bars; top_s: seconds of the full height; lines: [seconds, label].
 * @param {{ label: string, bars: Page.Bar[], top_s: number, lines: [number, string][] }} plot
 */
export function stacks({ label, bars, top_s, lines }) {
  const height = 200;
  return fitted(label, height, (svg, width) => {
    const id = `hatch-${++drawn}`;
    const left = 16 + Math.max(...lines.map(([, text]) => text.length)) * 8;
    const step = (width - left) / bars.length;
    const bar = Math.min(BAR_MOST, step * 0.72);
    const tall = height - FOOT - TOP;
    /** @param {number} seconds */
    const y = (seconds) => TOP + tall * (1 - seconds / top_s);
    svg.append(hatch(id));
    for (const [seconds, text] of lines) {
      svg.append(
        s("line", { class: "plot-line", x1: left, x2: width, y1: y(seconds), y2: y(seconds) }),
        s("text", { class: "plot-text", x: left - 8, y: y(seconds) + 4, "text-anchor": "end" }, text),
      );
    }
    const widest = Math.max(...bars.map((one) => one.label.length)) * 8 + 10;
    const every = Math.max(1, Math.ceil(widest / step));
    bars.forEach((one, i) => {
      const x = left + step * i + (step - bar) / 2;
      const group = one.to ? s("a", { href: one.to, tabindex: "-1" }) : s("g");
      group.append(s("title", {}, one.name));
      // So that the pointer can hit a thin bar too.
      group.append(s("rect", { x: left + step * i, y: TOP, width: step, height: tall, fill: "transparent" }));
      let base = 0;
      for (const state of STATES) {
        const seconds = one.seconds[state];
        if (seconds <= 0) continue;
        const top = base + seconds;
        const shape = { x, y: y(top), width: bar, height: Math.max(1, y(base) - y(top)) };
        group.append(s("rect", { class: `bar-${state}`, ...shape }));
        if (state === "slouched") group.append(s("rect", { ...shape, fill: `url(#${id})` }));
        base = top;
      }
      svg.append(group);
      if ((bars.length - 1 - i) % every > 0) return;
      const kind = one.marked ? "plot-text strong" : "plot-text";
      svg.append(s("text", { class: kind, x: x + bar / 2, y: height - 6, "text-anchor": "middle" }, one.label));
    });
    svg.append(s("line", { class: "plot-base", x1: left, x2: width, y1: y(0), y2: y(0) }));
  });
}

/** @param {string} id */
function hatch(id) {
  const pattern = s("pattern", { id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(s("line", { class: "plot-hatch", x1: 0, y1: 0, x2: 0, y2: 6 }));
  return s("defs", {}, pattern);
}

/**
 * A row of small bars, one per hour; most_s: seconds of the full height.
 * @param {{ label: string, bars: { name: string, seconds: number }[], most_s: number }} plot
 */
export function row({ label, bars, most_s }) {
  const height = 40;
  return fitted(label, height, (svg, width) => {
    const step = width / bars.length;
    const bar = Math.min(BAR_MOST, step * 0.72);
    bars.forEach((one, i) => {
      const tall = (height - 2) * Math.min(1, one.seconds / most_s);
      const group = s("g", {}, s("title", {}, one.name));
      group.append(s("rect", { x: step * i, y: 0, width: step, height, fill: "transparent" }));
      if (one.seconds > 0) {
        const thick = Math.max(2, tall);
        group.append(s("rect", { class: "bar-slouched", x: step * i + (step - bar) / 2, y: height - 1 - thick, width: bar, height: thick }));
      }
      svg.append(group);
    });
    svg.append(s("line", { class: "plot-base", x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }));
  });
}

/** The labels below such rows. @param {string[]} labels */
export function axis(labels) {
  const height = 20;
  return fitted(null, height, (svg, width) => {
    const step = width / labels.length;
    const every = Math.max(1, Math.ceil(24 / step));
    labels.forEach((text, i) => {
      if (i % every > 0) return;
      svg.append(s("text", { class: "plot-text", x: step * (i + 0.5), y: height - 4, "text-anchor": "middle" }, text));
    });
  });
}

/** What the colours and patterns mean. */
export function legend() {
  return h("p", { class: "legend small quiet" },
    STATES.map((state) => h("span", { class: `swatch ${state}` }, stateName(state))),
  );
}

/**
 * The same numbers as a collapsed table; the first cell names the row.
 * @param {string} caption @param {string[]} heads @param {Page.Child[][]} rows
 */
export function table(caption, heads, rows) {
  return h("details", { class: "as-table" },
    h("summary", {}, t("As a table")),
    h("div", { class: "table-holder", tabindex: "0", role: "region", "aria-label": caption },
      h("table", { class: "figures" },
        h("caption", { class: "hidden-label" }, caption),
        h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {},
          rows.map(([name, ...cells]) => h("tr", {}, h("th", { scope: "row" }, name), cells.map((cell) => h("td", {}, cell)))),
        ),
      ),
    ),
  );
}

/**
 * "10:00: upright 42 min, slouched 6 min": the tooltip of a bar.
 * @param {string} label @param {Page.Seconds} seconds
 */
export function barName(label, seconds) {
  const parts = STATES.filter((state) => seconds[state] >= 1).map((state) => `${stateName(state)} ${amount(seconds[state])}`);
  return `${label}: ${parts.length ? parts.join(", ") : t("nothing")}`;
}

/** A round maximum for an axis in hours, and its lines. @param {number} most_s */
export function hourLines(most_s) {
  const hours = Math.max(1, Math.ceil(most_s / 3600));
  const step = hours <= 4 ? 1 : hours <= 8 ? 2 : 4;
  const top = Math.ceil(hours / step) * step;
  /** @type {[number, string][]} */
  const lines = [];
  for (let n = step; n <= top; n += step) lines.push([n * 3600, t("{h} h", { h: n })]);
  return { top_s: top * 3600, lines };
}
