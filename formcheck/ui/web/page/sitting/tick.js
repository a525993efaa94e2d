// A timer in a worker: browsers slow down the timers of a hidden page, but not these.
"use strict";
const page = /** @type {Worker} */ (/** @type {unknown} */ (self));
let timer = 0;
page.onmessage = (/** @type {MessageEvent<number>} */ { data }) => {
  clearTimeout(timer);
  timer = setTimeout(() => page.postMessage(0), data);
};
