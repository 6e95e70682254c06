// Marks of attendance: one key a mark, saved at once. What cannot be saved stays as it was pressed and says so; it is kept
// in this browser, as drafts are, and sent as soon as the program answers.
"use strict";
(() => {
  const { say, send, tell, button } = asking;
  const AGAIN_MILLISECONDS = 5000;
  const begins = "marks " + document.body.dataset.operator + " ";
  const here = new Set();

  for (const form of document.querySelectorAll("form[data-autosave]")) {
    for (const one of form.querySelectorAll("[data-without-script]")) one.hidden = true;
    const address = form.getAttribute("action");
    here.add(address);
    const place = begins + address + " " + drafts.own;
    // What is not saved, by member: the mark, and the one that stood there when it was made.
    const unsaved = new Map();
    let again;

    const seen = (member) => form.elements["was." + member];
    const rowOf = (member) => seen(member)?.closest("tr");
    const memberOf = (row) => row.querySelector("input[type=hidden]").name.slice("was.".length);
    const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
    const set = (member, mark) => radios(rowOf(member) || form).forEach((radio) => {
      if (radio.name === "mark." + member) radio.checked = radio.value === mark;
    });

    // Shows the marks as they stand, whoever made them; what is not saved yet stays as it was pressed.
    function show(marks) {
      for (const [member, mark] of Object.entries(marks)) {
        const was = seen(member);
        if (!was || was.value === mark || unsaved.has(member)) continue;
        was.value = mark;
        set(member, mark);
      }
    }

    function keep() {
      if (unsaved.size) localStorage.setItem(place, JSON.stringify({ marks: [...unsaved], at: Date.now() }));
      else localStorage.removeItem(place);
      for (const said of form.querySelectorAll("[data-unsaved]")) if (!unsaved.has(memberOf(said.closest("tr")))) said.remove();
    }
    function sayUnsaved() {
      for (const member of unsaved.keys()) {
        const head = rowOf(member)?.querySelector("th");
        if (!head || head.querySelector("[data-unsaved]")) continue;
        const said = document.createElement("span");
        said.className = "wait";
        said.dataset.unsaved = "";
        said.textContent = " " + form.dataset.unsaved;
        head.append(said);
      }
    }

    // One after the other: each says what it found.
    let before = Promise.resolve();
    const save = () => (before = before.then(() => saveSome([...unsaved])));
    async function saveSome(some) {
      clearTimeout(again);
      if (!some.length) return;
      const fields = some.flatMap(([member, { mark, was }]) => [["mark." + member, mark], ["was." + member, was]]);
      const answer = await send(form.action, fields).catch(() => null);
      if (answer?.marks) return take(some, answer);
      const isRefused = answer && !answer.ended && answer.status < 500;
      // One that cannot be kept does not hold up the others.
      if (isRefused && some.length > 1) {
        for (const one of some) await saveSome([one]);
        return;
      }
      sayUnsaved();
      if (isRefused) return tell(answer.trouble, [[say("drop"), () => drop(some[0][0])]]);
      const text = answer?.ended ? form.dataset.ended : form.dataset.away;
      tell(text.replace("#", unsaved.size), [], { ended: answer?.ended });
      again = setTimeout(save, AGAIN_MILLISECONDS);
    }
    // What came of the marks that were sent.
    function take(some, answer) {
      for (const [member, { mark }] of some) {
        const isSaved = (answer.marks[member] || "") === mark;
        const now = unsaved.get(member);
        // Pressed again meanwhile: that is made from what is saved now.
        if (isSaved && now && now.mark !== mark) now.was = mark;
        else unsaved.delete(member);
        const row = rowOf(member);
        if (!row) continue;
        for (const cell of row.querySelectorAll("td")) cell.classList.remove("saved");
        if (isSaved) {
          seen(member).value = mark;
          radios(row).find((radio) => radio.value === mark)?.closest("td").classList.add("saved");
        } else set(member, (seen(member).value = answer.marks[member] || ""));
      }
      keep();
      show(answer.marks);
      tell(answer.ok ? "" : answer.trouble);
      document.dispatchEvent(new Event("written"));
      document.getElementById("turnout").textContent = answer.turnout;
    }
    function drop(member) {
      unsaved.delete(member);
      if (seen(member)) set(member, seen(member).value);
      keep();
      tell("");
      save();
    }

    function press(row, mark) {
      const member = memberOf(row);
      const was = unsaved.get(member)?.was ?? seen(member).value;
      unsaved.set(member, { mark, was });
      keep();
      save();
    }
    form.addEventListener("change", ({ target }) => target.type === "radio" && press(target.closest("tr"), target.value));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await save();
      if (event.submitter?.name !== "everyone" || unsaved.size) return;
      const answer = await send(form.action, [["everyone", "yes"]]).catch(() => null);
      if (!answer?.marks) return tell(!answer ? say("away") : answer.ended ? say("ended") : answer.trouble);
      take([], answer);
      event.submitter.hidden = true;
    });

    // What could not be saved before this page was opened, here or in another window.
    function restore({ marks }) {
      for (const [member, one] of marks) {
        unsaved.set(member, one);
        set(member, one.mark);
      }
      keep();
      save();
    }
    const line = document.createElement("div");
    line.className = "waiting screen";
    line.setAttribute("role", "status");
    line.dataset.left = "";
    form.before(line);
    function offer() {
      const lines = drafts.others(begins + address, place).map((other) => {
        const kept = drafts.read(other);
        const said = document.createElement("p");
        const act = (then) => () => {
          localStorage.removeItem(other);
          then();
          offer();
        };
        const text = form.dataset.otherWindow.replace("#", kept.marks.length).replace("@", new Date(kept.at).toLocaleString());
        said.append(text, " ", button(say("takeHere"), act(() => restore(kept))), " ", button(say("drop"), act(() => {})));
        return said;
      });
      line.replaceChildren(...lines);
      line.hidden = !lines.length;
    }
    const kept = drafts.read(place);
    if (kept) restore(kept);
    offer();
    window.addEventListener("storage", offer);
    for (const sign of ["focus", "online"]) window.addEventListener(sign, () => unsaved.size && save());

    form.addEventListener("keydown", (event) => {
      if (event.target.type !== "radio") return;
      const row = event.target.closest("tr");
      const rows = [...form.querySelectorAll("tr")].filter((one) => one.querySelector("input"));
      const beside = (step) => rows[rows.indexOf(row) + step];
      const move = (to) => {
        const next = to && (to.querySelector("input:checked") || to.querySelector("input[type=radio]"));
        if (next) next.focus();
      };
      const number = Number(event.key);
      if (event.key === "0" || event.key === "Delete") {
        event.preventDefault();
        const marked = row.querySelector("input:checked");
        if (marked) {
          marked.checked = false;
          press(row, "");
        }
      } else if (number >= 1 && number <= radios(row).length) {
        const input = radios(row)[number - 1];
        event.preventDefault();
        if (!input.checked) {
          input.checked = true;
          press(row, input.value);
        }
        input.focus();
        move(beside(1));
      } else if (event.key === "ArrowDown" || event.key === "Enter") {
        event.preventDefault();
        move(beside(1));
      } else if (event.key === "ArrowUp") {
        event.preventDefault();
        move(beside(-1));
      }
    });
  }

  // On other pages it is said that marks wait, and where.
  const waiting = Object.keys(localStorage).filter((key) => key.startsWith(begins));
  for (const address of new Set(waiting.map((key) => key.slice(begins.length).split(" ")[0]))) {
    if (here.has(address)) continue;
    const link = document.createElement("a");
    link.href = address.replace(/\/attendance$/, "");
    link.textContent = say("marksLeft");
    const said = document.createElement("p");
    said.className = "waiting screen";
    said.append(link);
    document.getElementById("main")?.prepend(said);
  }
})();
