// Not a module, so that it runs before the first paint: no flash of the other theme.
"use strict";
(() => {
  let chosen = "system";
  try {
    chosen = localStorage.getItem("formcheck.theme") || "system";
  } catch {
    // Storage is disabled: follow the system.
  }
  if (chosen !== "system") document.documentElement.dataset.theme = chosen;
})();
