/* The desk by keyboard: j and k walk the lines, Enter follows the link, other keys press what bears them. */
const STORE = "terreau-desk-keys";
const queues = document.querySelector("[data-terreau-queues]");
const choice = document.querySelector("[data-terreau-switch]");
const box = choice.querySelector("input");
const acts = () => [...queues.querySelectorAll("[data-terreau-act]")];

/* A key of one letter may disturb those who speak to their computer: it can be switched off. */
const stored = () => { try { return localStorage.getItem(STORE); } catch { return null; } };
box.checked = stored() !== "off";
choice.hidden = false;
box.addEventListener("change", () => { try { localStorage.setItem(STORE, box.checked ? "on" : "off"); } catch { /* private window */ } });

function walk(step) {
  const all = acts();
  const here = all.indexOf(document.activeElement.closest("[data-terreau-line]")?.querySelector("[data-terreau-act]"));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1);
  all[next]?.focus();
}

function goTo(number) {
  const queue = queues.querySelector(`[data-terreau-number="${number}"]`);
  (queue?.querySelector("[data-terreau-act]") ?? queue?.querySelector("h2"))?.focus();
  queue?.scrollIntoView({ block: "nearest" });
}

/* What bears the key: on the line, else in its queue, else on the page outside the queues. */
function bearer(key) {
  const wanted = `[data-terreau-key="${CSS.escape(key)}"]`;
  const here = document.activeElement;
  const line = here.closest("[data-terreau-line]");
  const found = line?.querySelector(wanted) ?? [...(here.closest("[data-terreau-queue]")?.querySelectorAll(wanted) ?? [])].find((one) => !one.closest("[data-terreau-line]"));
  return found ?? [...document.querySelectorAll(wanted)].find((one) => !queues.contains(one));
}

document.addEventListener("keydown", (event) => {
  if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
  if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
  else if (/^[1-9]$/.test(event.key)) goTo(event.key);
  else if (event.key.length === 1 && event.key !== " " && bearer(event.key)) bearer(event.key).click();
  else return;
  event.preventDefault();
});

/* The visit is noted once the page is really looked at, not when a browser fetches it ahead. */
const visit = document.querySelector("[data-terreau-visit]");
function note() {
  if (!visit || document.visibilityState !== "visible" || document.prerendering) return;
  document.removeEventListener("visibilitychange", note);
  fetch(visit.action, { method: "POST", body: new FormData(visit), redirect: "manual" }).catch(() => {});
}
document.addEventListener("visibilitychange", note);
note();
