// A screen in a room: one panel at a time, turned by itself or with the arrows; F fills the screen, the space bar holds it.
"use strict";
(() => {
  const TURN_MILLISECONDS = 15 * 1000;
  const panels = [...document.querySelectorAll(".board > section")];
  let here = 0;
  let held = false;

  function turn(by) {
    here = (here + by + panels.length) % panels.length;
    panels.forEach((panel, index) => (panel.hidden = index !== here));
  }

  document.body.classList.add("turning");
  turn(0);
  setInterval(() => held || turn(1), TURN_MILLISECONDS);
  document.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight" || event.key === "PageDown") turn(1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") turn(-1);
    else if (event.key === " ") held = !held;
    else if (event.key === "f" || event.key === "F") {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    } else return;
    event.preventDefault();
  });
  for (const link of document.querySelectorAll(".board a")) link.removeAttribute("href");
})();
