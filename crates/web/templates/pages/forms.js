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
    // A choice that is still to be made begins with none.
    const options = [...list.options].filter((one) => one.value);
    const option = options[asking.numberMeant(event, options.length) - 1];
    if (!option) return;
    event.preventDefault();
    target.value = chosen = option.value;
    for (const kind of ["input", "change"]) target.dispatchEvent(new Event(kind, { bubbles: true }));
  });

  // A day may be typed in any way in which people write one: how it is read is said beneath it before it is kept, and a
  // calendar beside it writes it too.
  const WAIT_MILLISECONDS = 200;
  for (const field of document.querySelectorAll("input[data-day]")) {
    const calendar = document.createElement("input");
    Object.assign(calendar, { type: "date", className: "calendar", tabIndex: -1 });
    calendar.setAttribute("aria-label", asking.say("calendar"));
    calendar.title = asking.say("calendar");
    const said = document.createElement("output");
    said.setAttribute("for", field.id);
    field.after(calendar, said);
    let turn = 0;
    let waits;
    const read = async () => {
      const mine = ++turn;
      const written = field.value.trim();
      const address = field.dataset.day + "&" + new URLSearchParams({ written });
      const answer = written ? await fetch(address, { headers: { accept: "application/json" } }).catch(() => null) : null;
      const known = answer ? await answer.json().catch(() => ({})) : {};
      if (mine !== turn) return;
      said.textContent = known.said ? (known.day ? "→ " : "") + known.said : "";
      said.className = known.day ? "read" : "read bad";
      calendar.value = known.day || "";
    };
    field.addEventListener("input", () => {
      clearTimeout(waits);
      waits = setTimeout(read, WAIT_MILLISECONDS);
    });
    calendar.addEventListener("change", () => {
      if (!calendar.value) return;
      field.value = calendar.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

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

  // What cannot be decided on whom somebody chose is not offered.
  for (const chooser of document.querySelectorAll("select")) {
    if (!chooser.querySelector("option[data-without]")) continue;
    const narrow = () => {
      const { without } = chooser.selectedOptions[0]?.dataset || {};
      for (const option of chooser.form.elements.decision.options) {
        option.disabled = Boolean(without) && option.value === without;
        if (option.disabled && option.selected) option.parentElement.value = "";
      }
    };
    chooser.addEventListener("change", narrow);
    narrow();
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
