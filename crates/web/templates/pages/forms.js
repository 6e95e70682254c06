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

  // What takes a while says so.
  for (const form of document.querySelectorAll("form[data-takes-long]")) {
    form.addEventListener("submit", () => {
      const button = form.querySelector("button");
      button.textContent = form.dataset.takesLong;
      setTimeout(() => (button.disabled = true));
    });
  }
})();
