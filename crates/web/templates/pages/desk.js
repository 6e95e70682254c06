// What makes the pages quick for somebody who works with the keyboard. Everything here can be done without it.
"use strict";
(() => {
  const { say, send, tell, numberMeant } = asking;

  // A grid: arrows, Tab, Enter, F2, Escape, and pasting a block. The cell in which one is holds a real input, so that an
  // input method for Chinese can begin in it.
  for (const table of document.querySelectorAll("table[data-grid]")) {
    const heads = [...table.querySelectorAll("th[data-column]")];
    const columns = heads.map((head) => head.dataset);
    const body = table.tBodies[0];
    const last = columns.length - 1;
    const made = columns.findIndex((column) => column.made);
    const ownId = made < 0 ? table.dataset.ownId : "";
    // What is wrong with rows that are not saved, by row.
    const wrong = new Map();
    const column = (cell) => columns[cell.cellIndex] || {};
    const cellsOf = (row) => [...row.cells].slice(0, columns.length);
    // Where one is, the input there, and whether its text is being changed.
    let here = null;
    let input = null;
    let editing = false;
    // Keeps what is typed and not saved.
    let keep = () => {};

    function blank() {
      const row = body.insertRow();
      row.className = "new";
      for (let index = 0; index < columns.length + 3; index += 1) {
        const cell = row.insertCell();
        cell.textContent = cell.dataset.value = columns[index]?.usual || "";
      }
      ready(row);
      return row;
    }

    function ready(row) {
      if (row.classList.contains("withdrawn")) return;
      cellsOf(row).forEach((cell) => (cell.tabIndex = -1));
    }

    function editor(cell) {
      const column = columns[cell.cellIndex];
      const source = document.getElementById("in-" + column.column);
      const made = column.input === "select" && source ? source.cloneNode(true) : document.createElement("input");
      for (const name of ["id", "name", "required"]) made.removeAttribute(name);
      if (made.tagName === "SELECT" && !made.querySelector('option[value=""]')) made.add(new Option("", ""), 0);
      if (column.list) made.setAttribute("list", column.list);
      made.setAttribute("aria-label", heads[cell.cellIndex].textContent);
      made.value = cell.dataset.value;
      return made;
    }

    function enter(cell) {
      if (!cell || cell === here) return;
      leave(cell.parentElement);
      here = cell;
      editing = false;
      input = editor(cell);
      cell.replaceChildren(input);
      input.focus();
      if (input.select) input.select();
    }

    // Those whom the initials in the cell may mean.
    const meantHere = () => (here ? meant(column(here).list && document.getElementById(column(here).list), input.value) : []);
    // Whoever is meant is shown beneath the cell; of several, a digit takes one.
    function suggest() {
      const names = meantHere();
      let said = here?.querySelector("output.meant");
      if (!said && names.length) {
        said = document.createElement("output");
        said.className = "meant hint";
        here.append(said);
      }
      if (said) said.textContent = offered(names);
    }

    // Puts down what stands in the input; a row is kept when one leaves it, and a row that is there already at once.
    function leave(forRow) {
      if (!here) return;
      const cell = here;
      const row = cell.parentElement;
      const names = meantHere();
      if (names.length === 1) input.value = names[0];
      const value = input.value.trim();
      const shown = input.tagName === "SELECT" ? input.selectedOptions[0]?.textContent || "" : value;
      const isChanged = value !== cell.dataset.value;
      if (isChanged) {
        cell.dataset.value = value;
        row.dataset.changed = "yes";
      }
      here = null;
      input = null;
      cell.textContent = isChanged || !cell.dataset.text ? shown : cell.dataset.text;
      cell.dataset.text = cell.textContent;
      if (row.dataset.changed && !row.nextElementSibling) blank();
      if (row.dataset.changed && (forRow !== row || row.dataset.id)) save(row, cell);
      keep();
    }

    // What is typed and not saved, as it is kept, and how it is set down again.
    const shownNow = () => (input.tagName === "SELECT" ? input.selectedOptions[0]?.textContent || "" : input.value);
    const isTyped = (row) => row.dataset.changed || row.dataset.saving || (here?.parentElement === row && input.value.trim() !== here.dataset.value);
    const typed = () =>
      [...body.rows].filter(isTyped).map((row) => {
        const valueOf = (cell) => (cell === here ? [input.value, shownNow()] : [cell.dataset.value, cell.textContent]);
        const cells = Object.fromEntries(cellsOf(row).map((cell, index) => [columns[index].column, valueOf(cell)]));
        return { row, id: row.dataset.id || "", version: row.dataset.version || "", cells };
      });
    function put({ id, version, cells }) {
      const row = id ? [...body.rows].find((one) => one.dataset.id === id) : body.lastElementChild;
      if (!row) return null;
      row.dataset.changed = "yes";
      row.dataset.version = version;
      cellsOf(row).forEach((cell, index) => {
        const [value, text] = cells[columns[index].column] || ["", ""];
        cell.dataset.value = value;
        cell.textContent = cell.dataset.text = text;
      });
      if (!row.nextElementSibling) blank();
      return row;
    }

    function step(down, right) {
      const row = here.parentElement;
      const next = body.rows[Math.max(0, Math.min(row.sectionRowIndex + down, body.rows.length - 1))];
      enter(next.cells[Math.max(0, Math.min(here.cellIndex + right, last))]);
    }

    // What was not saved as the program was away is sent again by a button, all of it at once.
    async function saveAgain() {
      const group = drafts.name();
      for (const row of [...wrong.keys()]) await save(row, row.cells[0], group);
    }
    const tellWrong = () => {
      const one = [...wrong.values()];
      const again = one.some(([, , isAway]) => isAway) ? [[say("saveRestored"), saveAgain]] : [];
      tell([...new Set(one.map(([text]) => text))].join("\n"), [...again, ...(one.length === 1 ? one[0][1] : [])]);
    };
    // A row that stands nowhere but here goes away.
    function remove(row) {
      const next = row.nextElementSibling || row.previousElementSibling;
      if (here && here.parentElement === row) here = input = null;
      wrong.delete(row);
      row.remove();
      if (!body.lastElementChild || body.lastElementChild.dataset.changed || body.lastElementChild.dataset.id) blank();
      tellWrong();
      enter((next?.isConnected ? next : body.lastElementChild).cells[0]);
      keep();
    }

    // Saves of a row go one after the other, as each is made from what the one before left.
    const saving = new WeakMap();
    function save(row, cell, group = "") {
      delete row.dataset.changed;
      row.dataset.saving = "yes";
      const turn = (saving.get(row) || Promise.resolve()).then(() => saveNow(row, cell, group)).then(() => {
        delete row.dataset.saving;
        keep();
      });
      saving.set(row, turn);
      return turn;
    }

    async function saveNow(row, cell, group) {
      if (!row.isConnected) return;
      const cells = cellsOf(row);
      const fields = cells.map((one, index) => [columns[index].column, one.dataset.value]);
      if (fields.every(([, value], index) => !value || value === columns[index].usual)) return;
      if (ownId && row.dataset.id) fields.push([ownId, row.dataset.id]);
      fields.push(["seen", row.dataset.version || ""], ["together", group]);
      const answer = await send(table.dataset.grid, fields).catch(() => null);
      cells.forEach((one) => one.classList.remove("saved", "fault"));
      if (!answer || !answer.ok) {
        row.dataset.changed = "yes";
        const at = columns.findIndex((column) => column.column === answer?.column);
        (at < 0 ? cell : row.cells[at]).classList.add("fault");
        const text = !answer ? say("away") : answer.ended ? say("ended") : answer.trouble;
        const acts = answer?.clash ? choices(row, cell, answer.clash) : !answer || row.dataset.id ? [] : [[say("removeRow"), () => remove(row)]];
        wrong.set(row, [text, acts, !answer]);
        return tellWrong();
      }
      wrong.delete(row);
      tellWrong();
      if (answer.void && !wrong.size) tell(answer.void);
      document.dispatchEvent(new Event("written"));
      // What was just written is here alone: whoever received the row before has not received this.
      const [mark, by] = [...row.cells].slice(columns.length);
      if (answer.version !== row.dataset.version && mark && by) {
        mark.textContent = answer.mark;
        by.textContent = answer.by;
      }
      row.dataset.version = answer.version;
      if (!row.dataset.id) {
        const count = document.getElementById("count");
        if (count) count.textContent = Number(count.textContent) + 1;
        row.dataset.id = answer.saved;
        const key = row.cells[made];
        if (key && !key.dataset.value && here !== key) key.textContent = key.dataset.text = key.dataset.value = answer.saved;
        row.classList.remove("new");
      }
      cell.classList.add("saved");
    }

    // Of a row that somebody changed meanwhile, one value is taken: that, or what was typed here.
    function choices(row, cell, clash) {
      const settle = (then) => () => {
        row.dataset.version = clash.version;
        wrong.delete(row);
        then();
        tellWrong();
        enter(cell);
      };
      const theirs = settle(() => {
        delete row.dataset.changed;
        if (here && here.parentElement === row) here = input = null;
        cellsOf(row).forEach((one, index) => {
          one.classList.remove("saved", "fault");
          const { value, text } = clash.standing[columns[index].column] || { value: "", text: "" };
          one.dataset.value = value;
          one.textContent = one.dataset.text = text;
        });
        row.dataset.id = row.dataset.id || clash.id || "";
      });
      const typed = settle(() => save(row, cell));
      return [[say("theirs"), theirs], [say("typed"), typed]];
    }

    [...body.rows].forEach((row) => {
      ready(row);
      cellsOf(row).forEach((cell) => (cell.dataset.text = cell.textContent));
    });
    blank();
    keep = drafts.watch(table, { typed, put, save: (row, group) => save(row, row.cells[0], group) });
    body.rows[0].cells[0].tabIndex = 0;
    // The options from which digits choose: those of a list that has numbers.
    const numbered = (column) => {
      const list = column.list && document.getElementById(column.list);
      return list && "numbered" in list.dataset ? [...list.options] : [];
    };

    body.addEventListener("focusin", (event) => {
      if (event.target.tagName === "TD") enter(event.target);
    });
    body.addEventListener("focusout", (event) => {
      if (here && !body.contains(event.relatedTarget) && document.hasFocus()) leave(null);
    });
    body.addEventListener("input", () => {
      editing = true;
      suggest();
      keep();
    });
    body.addEventListener("dblclick", () => (editing = true));
    body.addEventListener("keydown", (event) => {
      if (event.target === input && event.key === "Delete" && event.ctrlKey && !here.parentElement.dataset.id) {
        event.preventDefault();
        if (here.parentElement.nextElementSibling) remove(here.parentElement);
        return;
      }
      if (event.target !== input || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
      const number = Number(event.key);
      let chosen = 0;
      const several = meantHere();
      if (several.length > 1 && ["Enter", "Tab"].includes(event.key) && !event.shiftKey) suggest();
      else if (several.length > 1 && number >= 1 && number <= several.length) {
        input.value = several[number - 1];
        suggest();
      } else if (event.key === "Enter") {
        // Below the last row there is nothing to go to.
        const isLast = !event.shiftKey && !here.parentElement.nextElementSibling;
        if (isLast) step(0, 1);
        else step(event.shiftKey ? -1 : 1, 0);
      } else if (event.key === "Tab") {
        const row = here.parentElement;
        if (event.shiftKey ? here.cellIndex > 0 : here.cellIndex < last) step(0, event.shiftKey ? -1 : 1);
        else if (event.shiftKey && row.previousElementSibling) enter(row.previousElementSibling.cells[last]);
        else if (!event.shiftKey && row.nextElementSibling) enter(row.nextElementSibling.cells[0]);
        else return;
      } else if (event.key === "Escape") {
        input.value = here.dataset.value;
        editing = false;
        if (input.select) input.select();
      } else if (event.key === "F2") {
        editing = true;
        if (input.setSelectionRange) input.setSelectionRange(input.value.length, input.value.length);
        else if (input.showPicker) input.showPicker();
      } else if (!editing && moves[event.key]) step(...moves[event.key]);
      else if (input.tagName === "SELECT" && (chosen = numberMeant(event, input.options.length - 1))) input.selectedIndex = chosen;
      else if (!editing && (chosen = numberMeant(event, numbered(columns[here.cellIndex]).length))) {
        input.value = numbered(columns[here.cellIndex])[chosen - 1].value;
        input.select();
      }
      else return;
      event.preventDefault();
    });
    body.addEventListener("paste", async (event) => {
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
      if (event.target !== input || !/[\t\n]/.test(text)) return;
      event.preventDefault();
      const from = here.cellIndex;
      const start = here;
      let row = here.parentElement;
      input.value = here.dataset.value;
      leave(row);
      const lines = text.split("\n").map((line) => line.split("\t").map((value) => value.trim()));
      // The header of the sheet and its totals are no rows.
      const plain = (value) => value.replace(/[\s*＊:：]/g, "");
      const titles = heads.map((head) => plain(head.textContent));
      // A header may have words of its own beside the grid's; no row says the names of two columns.
      const isHeader = (values) => {
        const filled = values.filter(Boolean);
        const named = filled.filter((value) => titles.includes(plain(value)));
        return filled.length > 0 && (named.length === filled.length || named.length > 1);
      };
      const isTotal = (values) => /^(合计|总计|小计|共计)/.test(plain(values.find(Boolean) || ""));
      const taken = lines.filter((values, index) => values.some(Boolean) && !(index === 0 && isHeader(values)) && !isTotal(values));
      const pasted = [];
      for (const values of taken) {
        if (!row) row = blank();
        values.forEach((value, index) => {
          const cell = row.cells[from + index];
          if (!cell || from + index > last) return;
          cell.textContent = cell.dataset.text = cell.dataset.value = value;
        });
        row.dataset.changed = "yes";
        pasted.push(row);
        row = row.nextElementSibling;
      }
      if (body.lastElementChild.dataset.changed) blank();
      keep();
      enter(start);
      // One block is one operation, and is undone as one.
      const group = drafts.name();
      for (const one of pasted) if (one.dataset.changed) await save(one, one.cells[from], group);
    });
  }

  // Who is meant by initials is shown before anything is saved, and stands in the field where it is one alone.
  function meant(list, typed) {
    const letters = typed.normalize("NFKC").trim().toLowerCase();
    if (!list || !("initials" in list.dataset) || !/^[a-z]{2,12}$/.test(letters)) return [];
    // All initials of a name, or the first of a long one.
    const isMeant = (own) => own === letters || (/^[a-z]{5,}$/.test(own) && own.startsWith(letters));
    return [...list.options].filter((option) => option.label.split(" ").some(isMeant)).map((option) => option.value);
  }
  // Of several, each has the digit that takes it.
  function offered(names) {
    const numbered = names.map((name, index) => (names.length > 1 ? index + 1 + " " : "") + name);
    return names.length ? " → " + numbered.join(" · ") : "";
  }
  const isNamed = (field) => field.tagName === "INPUT" && field.list && "initials" in field.list.dataset && !field.closest("table[data-grid]");
  document.addEventListener("input", ({ target }) => {
    if (!isNamed(target)) return;
    let said = target.parentElement.querySelector("output.meant");
    if (!said) {
      said = document.createElement("output");
      said.className = "meant hint";
      target.after(said);
    }
    said.textContent = offered(meant(target.list, target.value));
  });
  // Before the form goes on: of several nobody is meant until a digit takes one.
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (!isNamed(target) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const several = meant(target.list, target.value);
    const number = Number(event.key);
    if (several.length < 2 || !(event.key === "Enter" || (number >= 1 && number <= several.length))) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key !== "Enter") target.value = several[number - 1];
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }, true);
  document.addEventListener("change", ({ target }) => {
    if (!isNamed(target)) return;
    const names = meant(target.list, target.value);
    if (names.length === 1) target.value = names[0];
  });

  // In a form that is filled in step by step, Enter goes on to the next field; in the last it sends the form.
  for (const form of document.querySelectorAll("form[data-steps]")) {
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.target.type === "checkbox") return;
      const fields = [...form.elements].filter((field) => ["INPUT", "SELECT"].includes(field.tagName) && !["hidden", "checkbox"].includes(field.type) && !("aside" in field.dataset));
      const next = fields[fields.indexOf(event.target) + 1];
      if (!fields.includes(event.target) || !next) return;
      event.preventDefault();
      const names = isNamed(event.target) ? meant(event.target.list, event.target.value) : [];
      if (names.length === 1) {
        event.target.value = names[0];
        event.target.dispatchEvent(new Event("input", { bubbles: true }));
      }
      next.focus();
    });
  }

  // A text with rules is checked while one types.
  for (const area of document.querySelectorAll("textarea[data-check]")) {
    const PAUSE_MILLISECONDS = 600;
    let pause, asked = 0;
    const inputs = [...area.form.querySelectorAll("input[data-field]")];
    const stood = (input) => input.form.elements["stood:" + input.dataset.field];
    // What a field says goes into the text, and what the text says into the fields and the sentences beside them.
    const check = async () => {
      const mine = ++asked, before = area.value, fields = [["text", before]];
      const typed = inputs.filter((input) => input.value !== stood(input).value);
      const values = typed.map((input) => input.value);
      for (const input of typed) {
        fields.push(["field:" + input.dataset.field, input.value], ["stood:" + input.dataset.field, stood(input).value]);
      }
      const answer = await send(area.dataset.check, fields).catch(() => null);
      // Whoever typed on meanwhile is answered by the next.
      if (!answer || !answer.faults || mine !== asked || before !== area.value) return;
      if (typeof answer.text === "string") {
        area.value = answer.text;
        typed.forEach((input, place) => { stood(input).value = values[place]; });
      }
      for (const input of inputs) {
        const value = answer.told.values[input.dataset.field];
        const isTyped = input.value !== stood(input).value;
        if (value === undefined || isTyped) continue;
        stood(input).value = value;
        input.value = value;
      }
      for (const cell of document.querySelectorAll("[data-sentence]")) {
        cell.textContent = answer.told.sentences[cell.dataset.sentence] || "";
      }
      const words = document.getElementById("in-words");
      if (words) {
        words.replaceChildren(...answer.told.summary.map((line) => {
          const item = document.createElement("li");
          item.textContent = line;
          return item;
        }));
      }
      const list = document.createElement(answer.faults.length ? "ul" : "p");
      list.className = answer.faults.length ? "bad" : "good";
      if (!answer.faults.length) list.textContent = answer.said;
      for (const fault of answer.faults) list.appendChild(document.createElement("li")).textContent = fault;
      document.getElementById("checked").replaceChildren(list);
    };
    area.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(check, PAUSE_MILLISECONDS);
    });
    for (const input of inputs) input.addEventListener("change", check);
  }
})();
