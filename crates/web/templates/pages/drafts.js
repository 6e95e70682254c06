// Drafts of grids: rows that were typed and are not saved yet outlive the page, the session and the program, as what is
// typed in forms does. Each window keeps its own; what another one left is offered, and not taken unasked.
"use strict";
const drafts = (() => {
  const say = (name) => document.body.dataset[name] || "";
  // A window's name is away while its page is open, so that a copy of the window gets another.
  const OWN = "window";
  const name = () => String(Math.random()).slice(2);
  const own = sessionStorage.getItem(OWN) || name();
  sessionStorage.removeItem(OWN);
  window.addEventListener("pagehide", () => sessionStorage.setItem(OWN, own));
  window.addEventListener("pageshow", () => sessionStorage.removeItem(OWN));

  const read = (place) => JSON.parse(localStorage.getItem(place) || "null");
  // Where other windows, and this browser before windows had names, kept the same.
  const others = (begins, place) =>
    Object.keys(localStorage).filter((key) => key !== place && (key === begins || key.startsWith(begins + " ")));
  function store(place, rows) {
    if (rows.length) localStorage.setItem(place, JSON.stringify({ rows, at: Date.now() }));
    else localStorage.removeItem(place);
  }

  // Keeps what a grid says is typed and not saved. It gives `typed`, the rows as they are to be kept, each with its
  // element; `put`, which sets one down again and gives its element, or nothing where the row is not on the page; and
  // `save`, which saves the row of an element. Gives what is to be called when something was typed or saved.
  function watch(table, { typed, put, save }) {
    const begins = "grid " + document.body.dataset.operator + " " + table.dataset.grid;
    const place = begins + " " + own;
    let restored = [];
    let elsewhere = [];

    const line = document.createElement("div");
    line.className = "waiting";
    line.id = "draft";
    line.setAttribute("role", "status");
    line.hidden = true;
    table.parentElement.before(line);

    const rowsOf = (leftOut) => typed().filter(({ row }) => !leftOut.includes(row)).map(({ row, ...kept }) => kept);
    function keep() {
      store(place, [...rowsOf([]), ...elsewhere]);
      if (restored.length && !restored.some((row) => row.dataset.changed || row.dataset.saving)) {
        restored = [];
        show();
      }
    }
    function restore(rows) {
      for (const kept of rows) {
        const row = put(kept);
        if (row) restored.push(row);
        else elsewhere.push(kept);
      }
      keep();
    }
    async function saveAll() {
      const group = name();
      for (const row of restored.slice()) await save(row, group);
      show();
    }
    function drop() {
      store(place, rowsOf(restored));
      location.reload();
    }

    const { button } = asking;
    const sentence = (text, ...acts) => {
      const said = document.createElement("p");
      said.append(text, ...acts.flatMap((act) => [" ", act]));
      return said;
    };
    function show() {
      const lines = [];
      if (restored.length) {
        const text = say("restored").replace("#", restored.length);
        lines.push(sentence(text, button(say("saveRestored"), saveAll), button(say("drop"), drop)));
      }
      for (const other of others(begins, place)) {
        const { rows, at } = read(other);
        const text = say("otherWindow").replace("#", rows.length).replace("@", new Date(at).toLocaleString());
        const take = () => {
          localStorage.removeItem(other);
          restore(rows);
          show();
        };
        const forget = () => {
          localStorage.removeItem(other);
          show();
        };
        lines.push(sentence(text, button(say("takeHere"), take), button(say("drop"), forget)));
      }
      line.replaceChildren(...lines);
      line.hidden = !lines.length;
    }

    restore(read(place)?.rows || []);
    show();
    return keep;
  }
  return { watch, own, name, read, others };
})();
