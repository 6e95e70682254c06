// Forms whose text outlives the page: what was typed is kept in this browser until it was sent, with what it was made
// from. Each window keeps its own; what another one left is shown, and taken where somebody says so.
"use strict";
for (const form of document.querySelectorAll("form[data-keep]")) {
  const { say, send, tell, button } = asking;
  const begins = "kept " + form.getAttribute("action") + " " + form.dataset.keep;
  const place = begins + " " + drafts.own;
  const fields = () => [...form.elements].filter((field) => field.name && !["hidden", "password"].includes(field.type) && !field.readOnly);
  const isText = (field) => field.tagName === "TEXTAREA" || (field.tagName === "INPUT" && field.type !== "checkbox");
  const seen = form.elements.seen;
  const standing = seen ? seen.value : "";

  function put(kept) {
    for (const field of fields()) {
      if (!(field.name in kept.typed)) continue;
      if (field.type === "checkbox") field.checked = kept.typed[field.name];
      else field.value = kept.typed[field.name];
    }
    if (seen) seen.value = kept.seen || standing;
  }
  const shown = ({ typed }) =>
    fields()
      .filter(isText)
      .map((field) => typed[field.name])
      .filter(Boolean)
      .join(" · ");

  const line = document.createElement("div");
  line.className = "waiting screen";
  line.setAttribute("role", "status");
  line.dataset.left = "";
  (form.closest("details") || form).before(line);
  function show() {
    const others = drafts.others(begins, place).filter((other) => shown(drafts.read(other)));
    const lines = others.map((other) => {
      const kept = drafts.read(other);
      const at = kept.at ? new Date(kept.at).toLocaleString() : "";
      const said = document.createElement("p");
      const take = () => {
        // What stands here is put where the other was, under a name of its own, as that window may still be open.
        const own = localStorage.getItem(place);
        if (own) localStorage.setItem(begins + " " + drafts.name(), own);
        localStorage.setItem(place, JSON.stringify(kept));
        localStorage.removeItem(other);
        put(kept);
        show();
      };
      const forget = () => {
        localStorage.removeItem(other);
        show();
      };
      const text = say("otherText").replace("@", at).replace("#", shown(kept));
      said.append(text, " ", button(say("takeHere"), take), " ", button(say("drop"), forget));
      return said;
    });
    line.replaceChildren(...lines);
    line.hidden = !lines.length;
  }

  const kept = drafts.read(place);
  if (kept) put(kept);
  show();
  window.addEventListener("storage", show);

  form.addEventListener("input", () => {
    const typed = {};
    for (const field of fields()) typed[field.name] = field.type === "checkbox" ? field.checked : field.value;
    localStorage.setItem(place, JSON.stringify({ typed, seen: seen ? seen.value : "", at: Date.now() }));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await send(form.action, new FormData(form, event.submitter)).catch(() => null);
    if (!answer) return tell(say("away"));
    if (answer.clash) {
      // The page with both values has what was typed, and sends it again.
      localStorage.removeItem(place);
      return form.submit();
    }
    if (!answer.ok) return tell(answer.ended ? say("ended") : answer.trouble || say("away"));
    localStorage.removeItem(place);
    // The same page again, though only its part after # differs, is loaded anew.
    if (answer.go && answer.go.split("#")[0] !== location.href.split("#")[0]) location.href = answer.go;
    else location.reload();
  });
}
