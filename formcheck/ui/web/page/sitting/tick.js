// A clock in a worker: browsers slow the timers of a page that is not on screen, not these.
"use strict";
let timer = 0;
onmessage = ({ data }) => {
  clearTimeout(timer);
  timer = setTimeout(() => postMessage(0), data);
};
