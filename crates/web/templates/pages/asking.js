// How a page asks the program for something, and how it says what went wrong.
"use strict";
const asking = (() => {
  let token = document.body.dataset.token;
  const say = (name) => document.body.dataset[name] || "";
  const logIn = () => "/login?back=" + encodeURIComponent(location.pathname + location.search);

  // A page that nobody has touched for a while is put away; the program asks for the password before it shows it again.
  const IDLE_MILLISECONDS = (15 * 60 + 5) * 1000;
  let idle;
  const rest = () => {
    clearTimeout(idle);
    idle = setTimeout(() => (location.href = logIn()), IDLE_MILLISECONDS);
  };
  for (const sign of ["keydown", "pointerdown", "input"]) document.addEventListener(sign, rest, { passive: true });
  rest();

  // Whether the session is good again: somebody may have logged in again in another window. What was typed as one
  // operator is never sent as another.
  async function isRenewed() {
    const session = await fetch("/session", { headers: { accept: "application/json" } });
    const known = session.ok ? await session.json() : {};
    if (!known.token || known.token === token || known.operator !== document.body.dataset.operator) return false;
    token = known.token;
    for (const field of document.querySelectorAll("input[name=token]")) field.value = token;
    return true;
  }

  // Sends a form's fields and gives what the server says; `ended` where the session has.
  async function send(address, fields) {
    const body = new URLSearchParams(fields);
    const post = () => {
      body.delete("token");
      const headers = { accept: "application/json", "content-type": "application/x-www-form-urlencoded", "x-form-token": token };
      return fetch(address, { method: "POST", headers, body });
    };
    let response = await post();
    if ((response.status === 401 || response.status === 403) && (await isRenewed())) response = await post();
    const answer = await response.json().catch(() => ({}));
    const { ok, status } = response;
    return { ok, status, ended: status === 401, go: response.redirected && response.url, ...answer };
  }

  // The line that says what went wrong. It is there from the start, as what reads the page aloud hears only of changes,
  // and in view wherever the page is scrolled.
  function line() {
    const there = document.getElementById("told");
    const main = document.getElementById("main");
    if (there || !main) return there;
    const region = document.createElement("div");
    region.className = "telling screen";
    region.setAttribute("role", "status");
    const made = document.createElement("div");
    made.id = "told";
    made.tabIndex = -1;
    made.hidden = true;
    region.append(made);
    main.prepend(region);
    return made;
  }
  line();

  const button = (name, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "second";
    made.textContent = name;
    made.addEventListener("click", act);
    return made;
  };

  // Says what went wrong until something goes well; with buttons, where one may choose.
  function tell(text, choices = [], { ended = text.includes(say("ended")) } = {}) {
    const told = line();
    const said = document.createElement("p");
    said.textContent = text;
    if (text && ended) {
      const link = document.createElement("a");
      link.href = logIn();
      link.textContent = say("login");
      said.append(" ", link);
    }
    told.replaceChildren(said, ...choices.flatMap(([name, act]) => [button(name, act), " "]));
    told.className = text ? "trouble" : "";
    told.hidden = !text;
  }

  // Which of `count` numbered choices a digit means: that with exactly its number, at once, and 0 the tenth; a second digit
  // that follows at once makes one number with the first. None is 0.
  const SECOND_DIGIT_MILLISECONDS = 1000;
  let before = { field: null, number: 0, at: 0 };
  function numberMeant(event, count) {
    const { target, key, timeStamp } = event;
    if (!/^[0-9]$/.test(key) || event.ctrlKey || event.altKey || event.metaKey) return 0;
    const isSecond = before.field === target && timeStamp - before.at < SECOND_DIGIT_MILLISECONDS;
    const both = isSecond ? before.number * 10 + Number(key) : 0;
    const number = both >= 10 && both <= count ? both : Number(key) || 10;
    if (number > count) return 0;
    before = { field: target, number, at: timeStamp };
    return number;
  }
  return { say, send, tell, button, numberMeant };
})();
