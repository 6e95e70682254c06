// The frame follows what arrives: how far the ledger was received, and when there was contact. Only these words change, so
// that the keyboard stays where it is, with what is typed there.
"use strict";
(() => {
  const frame = document.querySelector("[data-frame]");
  if (!frame) return;
  const [received, contact] = [document.getElementById("saved"), frame.querySelector("a")];
  // How long ago something was grows old by itself.
  const AGAIN_MILLISECONDS = 60 * 1000;
  let asking = false;
  let again = false;

  async function refresh() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const headers = { accept: "application/json", "x-by-itself": "1" };
      const response = await fetch(frame.dataset.frame, { headers });
      if (!response.ok || response.redirected) return;
      const now = await response.json();
      if (received.textContent !== now.received) received.textContent = now.received;
      if (contact.textContent !== now.contact) contact.textContent = now.contact;
      contact.className = now.has_contact ? "good" : "quiet";
    } catch {
      // The program is away: what stands here stays, and is asked for again.
    } finally {
      asking = false;
      if (again) {
        again = false;
        refresh();
      }
    }
  }

  // A browser has few connections for all windows: one that nobody sees holds none.
  let events;
  const isListening = !document.querySelector("script[src='/live.js']");
  function attend() {
    events?.close();
    events = null;
    if (document.hidden) return;
    refresh();
    if (!isListening) return;
    events = new EventSource("/live");
    events.onmessage = refresh;
  }
  document.addEventListener("arrived", refresh);
  document.addEventListener("written", refresh);
  document.addEventListener("visibilitychange", attend);
  window.addEventListener("pagehide", () => events?.close());
  window.addEventListener("pageshow", (event) => event.persisted && attend());
  setInterval(() => document.hidden || refresh(), AGAIN_MILLISECONDS);
  if (isListening && !document.hidden) {
    events = new EventSource("/live");
    events.onmessage = refresh;
  }
})();
