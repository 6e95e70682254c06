// Paper: what is printed, and how it looks there.
"use strict";
(() => {
  // What a page has to be printed with.
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  // On paper nothing can be opened: what a table has folded is printed open, and folded again.
  const folded = () => document.querySelectorAll("table.score details:not([open])");
  window.addEventListener("beforeprint", () => {
    for (const details of folded()) {
      details.dataset.folded = "";
      details.open = true;
    }
  });
  window.addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("details[data-folded]")) {
      details.open = false;
      delete details.dataset.folded;
    }
  });
})();
