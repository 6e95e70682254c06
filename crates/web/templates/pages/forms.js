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

  // A form that was looked at stands in the history as the page that it is on, with what was typed: the Back key shows it
  // again, and none of it is in an address.
  for (const form of document.querySelectorAll("form[data-looked-at]")) {
    const fields = [...form.elements].filter((field) => field.name && field.type !== "hidden");
    if (form.dataset.lookedAt) {
      const typed = Object.fromEntries(fields.map((field) => [field.name, field.value]));
      history.replaceState({ typed }, "", form.dataset.lookedAt);
    } else if (history.state && history.state.typed) {
      for (const field of fields) if (field.name in history.state.typed) field.value = history.state.typed[field.name];
    }
  }

  // What takes a while says so.
  for (const form of document.querySelectorAll("form[data-takes-long]")) {
    form.addEventListener("submit", () => {
      const button = form.querySelector("button");
      button.textContent = form.dataset.takesLong;
      setTimeout(() => (button.disabled = true));
    });
  }
})();
