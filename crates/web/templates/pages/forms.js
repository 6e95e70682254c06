// Small things of forms.
"use strict";
(() => {
  // In a form, a digit chooses from a list with numbers as long as nothing is written.
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (target.tagName !== "INPUT" || !target.list || !("numbered" in target.list.dataset) || target.closest("table[data-grid]")) return;
    if (target.value || key < "0" || key > "9" || key.length > 1 || event.ctrlKey || event.altKey || event.metaKey) return;
    const option = target.list.options[(Number(key) + 9) % 10];
    if (!option) return;
    event.preventDefault();
    target.value = option.value;
    target.dispatchEvent(new Event("input", { bubbles: true }));
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
