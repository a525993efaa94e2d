// Building the page: elements and icons.

/**
 * Makes an element. Functions as attributes ("onclick") are listeners; null, undefined and false are left out.
 * @template {keyof HTMLElementTagNameMap} T @param {T} tag
 * @param {{ [name: string]: unknown, [listener: `on${string}`]: ((event: any) => unknown) | undefined }} attributes
 * @param {...Page.Child} children @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  return put(node, ...children);
}

/**
 * Appends the children: null and undefined are left out, lists are flattened.
 * @template {Node & ParentNode} T @param {T} node @param {...Page.Child} children
 */
export function put(node, ...children) {
  for (const child of children) {
    if (child instanceof Node || typeof child === "string") node.append(child);
    else put(node, ...(child ?? []));
  }
  return node;
}

/**
 * Makes an SVG element.
 * @template {keyof SVGElementTagNameMap} T @param {T} tag
 * @param {Record<string, string | number>} attributes @param {...Page.Child} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function s(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return put(node, ...children);
}

/**
 * Makes the options of a select from [[value, name]].
 * @param {readonly (readonly [value: string | number, name: Page.Child])[]} all
 * @param {string | number} [chosen]
 */
export const options = (all, chosen) =>
  all.map(([value, name]) => h("option", { value, selected: value === chosen }, name));

/** @type {Record<string, string>} */
const SHAPES = {
  pause: "M9 6v12M15 6v12",
  play: "M8 5.5v13l10.5-6.5z",
  sound: "M4 9.5h3.5L12 6v12l-4.5-3.5H4zM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  mute: "M4 9.5h3.5L12 6v12l-4.5-3.5H4zM16 9.5l5 5M21 9.5l-5 5",
  sides: "M8 7 4 11l4 4M4 11h10M16 9l4 4-4 4M20 13H10",
  skip: "M6 6v12l9-6zM18 6v12",
  end: "M6 6l12 12M18 6 6 18",
  tick: "M5 12.5l4.5 4.5L19 7.5",
  correct: "M12 4 2.5 20h19zM12 10v4.5M12 17.300v.1",
  unseen: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM4 4l16 16",
  seen: "M3 12s3.5-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  stop: "M8.5 3h7L21 8.5v7L15.5 21h-7L3 15.5v-7zM12 8v5M12 16v.1",
  arrow: "M4 12h15M13 6l6 6-6 6",
  back: "M20 12H5M11 6l-6 6 6 6",
  full: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  film: "M4 5h16v14H4zM8 5v14M16 5v14M4 12h16",
  leave: "M14 4H6v16h8M10 12h10M16 8l4 4-4 4",
  chair: "M7 3v10h9M7 13v8M16 13v8M7 16.500h9",
  prev: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  down: "M12 4v11M7 11l5 5 5-5M5 20h14",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.500v5l3.500 2",
};

/** An icon that screen readers skip: words beside it say the same. @param {string} name */
export function icon(name) {
  return s("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: "icon" }, s("path", { d: SHAPES[name] }));
}

/** A section under its heading. @param {Page.Child} title @param {...Page.Child} parts */
export const section = (title, ...parts) => h("section", {}, h("h2", {}, title), parts);

/** Buttons side by side. @param {...Page.Child} buttons */
export const actions = (...buttons) => h("div", { class: "actions" }, buttons);

/** The main button. @param {string} text @param {() => unknown} onclick */
export const mainButton = (text, onclick, sign = "play", kind = "") =>
  h("button", { class: `main ${kind}`.trim(), onclick }, icon(sign), text);

/**
 * A button for one of a few choices, pressed if it is chosen.
 * @param {string} name @param {boolean} chosen @param {() => unknown} onclick
 */
export const chip = (name, chosen, onclick) => h("button", { class: "chip", "aria-pressed": String(chosen), onclick }, name);

/** The 2D context of a canvas. @param {HTMLCanvasElement} canvas */
export const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * Sets the text only if it changes, so that live regions are read out once.
 * @param {Node} node @param {string} text
 */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Redraws the content of the node only if the key has changed since last time; returns whether it has.
 * @param {HTMLElement} node @param {string} key @param {() => Page.Child} parts
 */
export function redraw(node, key, parts) {
  if (node.dataset.key === key) return false;
  node.dataset.key = key;
  node.replaceChildren();
  put(node, parts());
  return true;
}

/**
 * The key that was pressed, letters in lower case; "" if it is not meant for the page: with Ctrl,
 * Alt or Meta, repeated, or in a field (there only Escape is meant for the page).
 * @param {KeyboardEvent} event
 */
export function keyFor(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return "";
  if (event.key !== "Escape" && /** @type {Element} */ (event.target).closest("select, input")) return "";
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

/** Moves the focus to the page, after the focused element was removed. */
export const focusPage = () => document.getElementById("main")?.focus({ preventScroll: true });
