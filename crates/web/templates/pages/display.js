// A screen in a room: one panel at a time, turned by itself or with the arrows; F fills the screen, the space bar holds it.
"use strict";
(() => {
  const TURN_MILLISECONDS = 15 * 1000;
  // By name: what arrives may add a panel, or take one away.
  let here = "";
  let held = false;

  function turn(by) {
    const panels = [...document.querySelectorAll(".board > section")];
    const before = panels.findIndex((panel) => panel.id === here);
    const now = panels[(Math.max(before, 0) + by + panels.length) % panels.length];
    here = now.id;
    for (const panel of panels) panel.hidden = panel !== now;
  }

  document.body.classList.add("turning");
  turn(0);
  setInterval(() => held || turn(1), TURN_MILLISECONDS);
  document.addEventListener("board", () => turn(0));
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
})();
