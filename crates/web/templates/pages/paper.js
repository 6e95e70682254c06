// Paper: what is printed, and how it looks there.
"use strict";
(() => {
  // What a page has to be printed with.
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
