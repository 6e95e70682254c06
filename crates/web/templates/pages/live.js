// Follows what arrives: after each change the page is asked for again, and what differs is put in its place.
"use strict";
(() => {
  // How long a part that changed shows a tick.
  const FRESH_MILLISECONDS = 60 * 1000;
  const parts = () => [...document.querySelectorAll("[data-live]")];
  let asking = false;
  let again = false;

  async function refresh() {
    document.dispatchEvent(new Event("arrived"));
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const response = await fetch(location.href, { headers: { "x-by-itself": "1" } });
      if (!response.ok || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      // Where panels came or went, all are put in their order anew; what stays keeps what it is.
      const board = document.querySelector(".board");
      const names = (of) => [...of.children].map((panel) => panel.id);
      const next = page.querySelector(".board");
      if (board && next && names(board).join() !== names(next).join()) {
        const kept = new Map([...board.children].map((panel) => [panel.id, panel]));
        board.replaceChildren(...[...next.children].map((panel) => kept.get(panel.id) || panel.cloneNode(true)));
        document.dispatchEvent(new Event("board"));
      }
      for (const part of parts()) {
        const now = page.querySelector(`[data-live="${CSS.escape(part.dataset.live)}"]`);
        if (!now || now.innerHTML === part.innerHTML) continue;
        part.innerHTML = now.innerHTML;
        part.classList.add("fresh");
        clearTimeout(part.fresh);
        part.fresh = setTimeout(() => part.classList.remove("fresh"), FRESH_MILLISECONDS);
      }
    } finally {
      asking = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  }

  const events = new EventSource(document.body.dataset.events || "/live");
  events.onmessage = refresh;
  // After a break something may have come that nobody told of.
  let broke = false;
  events.onerror = () => (broke = true);
  events.onopen = () => {
    if (broke) refresh();
    broke = false;
  };
})();
