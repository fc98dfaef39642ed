/* What makes the desk quicker; every page works without it. */
"use strict";

/* Countdowns: <span data-until="2026-05-14T09:30:00+00:00"> says how long is left. */
function tick() {
  for (const place of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Date.parse(place.dataset.until) - Date.now()) / 1000);
    const hours = Math.floor(left / 3600);
    const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    const said = hours > 47 ? `${Math.floor(hours / 24)} days` : hours ? `${hours} h` : clock;
    place.textContent = left > 0 ? `${said} to undo` : "any moment";
  }
}
tick();
setInterval(tick, 1000);

/* j and k move between the rows that need somebody, Enter opens one. */
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key !== "j" && event.key !== "k") return;
  const links = [...document.querySelectorAll(".item .button, tbody a[href]")];
  if (!links.length) return;
  const here = links.indexOf(document.activeElement);
  const step = event.key === "j" ? 1 : -1;
  links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
});

/* What was typed is not lost by a wrong click; a tick in a list is light enough to lose. */
let typed = false;
document.addEventListener("input", (event) => { if (event.target.closest("form[method=post]:not([data-light])")) typed = true; });
document.addEventListener("submit", () => { typed = false; });
window.addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

/* A filter that is applied without a new page stays in the address: Back and Reload find it again. */
let keeping;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !("kept" in form.dataset)) return;
  clearTimeout(keeping);
  keeping = setTimeout(() => {
    history.replaceState(history.state, "", "?" + new URLSearchParams(new FormData(form)));
  }, 250);
});

/* What is there to be copied is marked as a whole by a click. */
document.addEventListener("focusin", (event) => { if (event.target.matches("input.copied")) event.target.select(); });

/* One tick for all of a page; without scripts the page that takes it knows whom it showed. */
document.addEventListener("change", (event) => {
  const name = event.target.dataset.ticks;
  if (name) for (const box of event.target.form.querySelectorAll(`[name="${name}"]`)) box.checked = event.target.checked;
  else if (!event.target.checked) event.target.form?.querySelectorAll(`[data-ticks="${event.target.name}"]`).forEach((all) => { all.checked = false; });
});

/* A draft that has kept itself is not lost by a wrong click any more. */
document.addEventListener("htmx:after:swap", () => { if (document.querySelector("#saved[data-saved]")) typed = false; });
