// Small things of forms.
"use strict";
(() => {
  // In a form, a digit chooses from a list with numbers as long as nothing is written, and from a choice with numbers: by
  // itself a browser would look for an option that begins with the digit, and find 10 for 1.
  let chosen = null;
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const isChoice = target.tagName === "SELECT";
    const list = isChoice ? target : target.tagName === "INPUT" && target.list;
    if (!list || !("numbered" in list.dataset) || target.closest("table[data-grid]")) return;
    if (!isChoice && target.value && target.value !== chosen) return;
    const option = list.options[asking.numberMeant(event, list.options.length) - 1];
    if (!option) return;
    event.preventDefault();
    target.value = chosen = option.value;
    for (const kind of ["input", "change"]) target.dispatchEvent(new Event(kind, { bubbles: true }));
  });

  // What takes a while says so.
  for (const form of document.querySelectorAll("form[data-takes-long]")) {
    form.addEventListener("submit", () => {
      const button = form.querySelector("button");
      button.textContent = form.dataset.takesLong;
      setTimeout(() => (button.disabled = true));
    });
  }
})();
