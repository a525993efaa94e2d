// A clock in a worker: browsers slow the timers of a page that is not on screen, not these.
"use strict";
const page = /** @type {Worker} */ (/** @type {unknown} */ (self));
let timer = 0;
page.onmessage = (/** @type {MessageEvent<number>} */ { data }) => {
  clearTimeout(timer);
  timer = setTimeout(() => page.postMessage(0), data);
};
