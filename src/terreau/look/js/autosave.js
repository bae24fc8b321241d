/* data-terreau-autosave on a form: posts it to data-url every few seconds while somebody types, and at once
   when the page is left, then says when. A second save waits for the first: the last words always win.
   The words come from the page: data-saving, data-saved (with {time}) and data-failed on the output. */
const DELAY = 3000;
const LIGHT = 60000; /* what a browser still sends after the page is gone, in bytes */
const waiting = new Map();
const running = new WeakMap();
const announce = (form, key) => {
  const place = form.querySelector("[data-terreau-autosave-state]");
  if (!place) return;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  place.textContent = (place.dataset[key] || "").replace("{time}", time);
};
const forget = (form) => {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
};
const send = async (form, leaving) => {
  const body = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch(form.dataset.url || form.action, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "fetch" },
      credentials: "same-origin",
      keepalive: leaving && body.toString().length < LIGHT,
    });
    announce(form, answer.ok ? "saved" : "failed");
  } catch {
    announce(form, "failed");
  }
};
const save = (form, leaving = false) => {
  forget(form);
  announce(form, "saving");
  const turn = (leaving ? Promise.resolve() : running.get(form) || Promise.resolve()).then(() => send(form, leaving));
  running.set(form, turn);
};
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-terreau-autosave]");
  if (form && !waiting.has(form)) waiting.set(form, setTimeout(() => save(form), DELAY));
});
document.addEventListener("submit", (event) => forget(event.target));
const leave = () => [...waiting.keys()].forEach((form) => save(form, true));
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
window.addEventListener("pagehide", leave);
