// What makes the pages quick for somebody who works with the keyboard. Everything here can be done without it.
"use strict";
(() => {
  const token = document.body.dataset.token;
  const say = (name) => document.body.dataset[name] || "";

  // Sends a form's fields and gives what the server says; null where the session has ended.
  async function send(address, fields) {
    const response = await fetch(address, {
      method: "POST",
      headers: { "accept": "application/json", "content-type": "application/x-www-form-urlencoded", "x-form-token": token },
      body: new URLSearchParams(fields),
    });
    const answer = await response.json().catch(() => ({}));
    return { ok: response.ok, ended: response.status === 401, ...answer };
  }

  // A line at the bottom that says what went wrong, and stays until something goes well.
  function tell(text) {
    let line = document.getElementById("told");
    if (!line) {
      line = document.createElement("p");
      line.id = "told";
      line.className = "trouble";
      line.setAttribute("role", "alert");
      document.getElementById("main").prepend(line);
    }
    line.textContent = text;
    line.hidden = !text;
  }

  // Forms whose text outlives the page: what was typed is kept in this browser until it was sent.
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const place = "kept " + form.getAttribute("action");
    const fields = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && !field.readOnly);
    const kept = JSON.parse(localStorage.getItem(place) || "null");
    if (kept) {
      for (const field of fields()) {
        if (!(field.name in kept)) continue;
        if (field.type === "checkbox") field.checked = kept[field.name];
        else if (!field.value) field.value = kept[field.name];
      }
    }
    form.addEventListener("input", () => {
      const typed = {};
      for (const field of fields()) typed[field.name] = field.type === "checkbox" ? field.checked : field.value;
      localStorage.setItem(place, JSON.stringify(typed));
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await send(form.action, new FormData(form, event.submitter)).catch(() => null);
      if (!answer) return tell(say("away"));
      if (!answer.ok) return tell(answer.ended ? say("ended") : answer.trouble || say("away"));
      localStorage.removeItem(place);
      location.href = answer.go || location.href.split("#")[0];
      if (!answer.go) location.reload();
    });
  }

  // Marks of attendance: one key a mark, saved at once.
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
    const save = async (input) => {
      const cell = input.closest("td");
      const answer = await send(form.action, [[input.name, input.value]]).catch(() => null);
      if (!answer || !answer.ok) return tell(!answer ? say("away") : answer.ended ? say("ended") : answer.trouble);
      tell("");
      for (const other of cell.parentElement.querySelectorAll("td")) other.classList.remove("saved");
      cell.classList.add("saved");
      document.getElementById("turnout").textContent = answer.turnout;
    };
    form.addEventListener("change", (event) => event.target.type === "radio" && save(event.target));
    form.addEventListener("keydown", (event) => {
      if (event.target.type !== "radio") return;
      const row = event.target.closest("tr");
      const move = (to) => {
        const next = to && (to.querySelector("input:checked") || to.querySelector("input"));
        if (next) next.focus();
      };
      const number = Number(event.key);
      if (number >= 1 && number <= row.querySelectorAll("input").length) {
        const input = row.querySelectorAll("input")[number - 1];
        event.preventDefault();
        if (!input.checked) {
          input.checked = true;
          save(input);
        }
        input.focus();
        move(row.nextElementSibling);
      } else if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault();
        move(row.nextElementSibling);
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        move(row.previousElementSibling);
      }
    });
  }

  // A grid: arrows, Tab, Enter, F2, Escape, and pasting a block.
  for (const table of document.querySelectorAll("table[data-grid]")) {
    const heads = [...table.querySelectorAll("th[data-column]")];
    const columns = heads.map((head) => head.dataset);
    const body = table.tBodies[0];
    const key = heads.length - 1;
    const cellsOf = (row) => [...row.cells].slice(0, columns.length);
    const rowAt = (index) => body.rows[Math.max(0, Math.min(index, body.rows.length - 1))];

    function blank() {
      const row = body.insertRow();
      row.className = "new";
      for (let index = 0; index < columns.length + 3; index += 1) row.insertCell().dataset.value = "";
      ready(row);
      return row;
    }

    function ready(row) {
      if (row.classList.contains("withdrawn")) return;
      cellsOf(row).forEach((cell) => (cell.tabIndex = -1));
    }

    function go(cell) {
      if (!cell) return;
      for (const other of body.querySelectorAll("td[tabindex='0']")) other.tabIndex = -1;
      cell.tabIndex = 0;
      cell.focus();
    }

    function step(cell, down, right) {
      const row = cell.parentElement;
      const next = rowAt(row.sectionRowIndex + down);
      go(next.cells[Math.max(0, Math.min(cell.cellIndex + right, columns.length - 1))]);
    }

    function edit(cell, typed) {
      const column = columns[cell.cellIndex];
      const before = cell.textContent;
      const source = document.getElementById("in-" + column.column);
      const input = column.input === "select" && source ? source.cloneNode(true) : document.createElement("input");
      input.removeAttribute("id");
      input.removeAttribute("required");
      if (column.list) input.setAttribute("list", column.list);
      input.setAttribute("aria-label", heads[cell.cellIndex].textContent);
      input.value = typed === undefined ? cell.dataset.value : typed;
      cell.textContent = "";
      cell.append(input);
      input.focus();
      let isOver = false;
      const end = async (keeps, down, right) => {
        if (isOver) return;
        isOver = true;
        const value = input.value.trim();
        const shown = input.tagName === "SELECT" ? input.selectedOptions[0]?.textContent || "" : value;
        cell.textContent = keeps ? shown : before;
        if (keeps && value !== cell.dataset.value) {
          cell.dataset.value = value;
          cell.parentElement.dataset.changed = "yes";
        }
        if (down || right) step(cell, down, right);
        const here = document.activeElement.closest("tr");
        if (cell.parentElement.dataset.changed && (here !== cell.parentElement || cell.parentElement.dataset.id)) await save(cell.parentElement, cell);
      };
      input.addEventListener("blur", () => end(true, 0, 0));
      input.addEventListener("keydown", (event) => {
        if (event.isComposing) return;
        event.stopPropagation();
        if (event.key === "Escape") { end(false, 0, 0); go(cell); event.preventDefault(); }
        else if (event.key === "Enter") { end(true, event.shiftKey ? -1 : 1, 0); event.preventDefault(); }
        else if (event.key === "Tab") { end(true, 0, event.shiftKey ? -1 : 1); event.preventDefault(); }
      });
    }

    async function save(row, cell) {
      const fields = cellsOf(row).map((one, index) => [columns[index].column, one.dataset.value]);
      if (fields.every(([, value]) => !value)) return;
      const answer = await send(table.dataset.grid, fields).catch(() => null);
      cellsOf(row).forEach((one) => one.classList.remove("saved", "fault"));
      if (!answer || !answer.ok) {
        (cell || row.cells[0]).classList.add("fault");
        return tell(!answer ? say("away") : answer.ended ? say("ended") : answer.trouble);
      }
      tell("");
      delete row.dataset.changed;
      if (!row.dataset.id) {
        row.dataset.id = answer.saved;
        if (columns[key].column && !row.cells[key].dataset.value) {
          row.cells[key].dataset.value = answer.saved;
          row.cells[key].textContent = answer.saved;
        }
        row.classList.remove("new");
        blank();
      }
      (cell || row.cells[0]).classList.add("saved");
    }

    [...body.rows].forEach(ready);
    blank();
    body.rows[0].cells[0].tabIndex = 0;

    body.addEventListener("keydown", (event) => {
      const cell = event.target;
      if (cell.tagName !== "TD" || event.ctrlKey || event.metaKey || event.altKey) return;
      const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };
      if (moves[event.key]) step(cell, ...moves[event.key]);
      else if (event.key === "Tab") {
        const last = cell.cellIndex === columns.length - 1 && !cell.parentElement.nextElementSibling;
        const first = cell.cellIndex === 0 && cell.parentElement.sectionRowIndex === 0;
        if (event.shiftKey ? first : last) return;
        if (!event.shiftKey && cell.cellIndex === columns.length - 1) go(cell.parentElement.nextElementSibling.cells[0]);
        else if (event.shiftKey && cell.cellIndex === 0) go(cell.parentElement.previousElementSibling.cells[columns.length - 1]);
        else step(cell, 0, event.shiftKey ? -1 : 1);
      } else if (event.key === "F2") edit(cell);
      else if (event.key === "Delete") {
        cell.dataset.value = "";
        cell.textContent = "";
        cell.parentElement.dataset.changed = "yes";
        save(cell.parentElement, cell);
      } else if (event.key.length === 1) edit(cell, event.key);
      else return;
      event.preventDefault();
    });
    body.addEventListener("dblclick", (event) => {
      const cell = event.target.closest("td[tabindex]");
      if (cell) edit(cell);
    });
    // Leaving a new row keeps it.
    body.addEventListener("focusout", (event) => {
      const row = event.target.closest("tr");
      if (row.dataset.changed && !row.contains(event.relatedTarget) && !row.querySelector("input, select")) save(row);
    });
    body.addEventListener("paste", async (event) => {
      const cell = event.target;
      if (cell.tagName !== "TD") return;
      event.preventDefault();
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      const block = text.split("\n").map((line) => line.split("\t"));
      let row = cell.parentElement;
      for (const line of block) {
        if (!row) row = blank();
        line.forEach((value, index) => {
          const one = row.cells[cell.cellIndex + index];
          if (!one || cell.cellIndex + index >= columns.length) return;
          one.dataset.value = value.trim();
          one.textContent = value.trim();
          row.dataset.changed = "yes";
        });
        const next = row.nextElementSibling;
        await save(row);
        row = next;
      }
      go(cell);
    });
  }
})();
