/* data-terreau-autosave on a form: posts it to data-url a few seconds after the last change and says when.
   The words come from the page: data-saving, data-saved (with {time}) and data-failed on the output. */
const DELAY = 4000;
const timers = new WeakMap();
const announce = (form, key) => {
  const place = form.querySelector("[data-terreau-autosave-state]");
  if (!place) return;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  place.textContent = (place.dataset[key] || "").replace("{time}", time);
};
const save = async (form) => {
  announce(form, "saving");
  try {
    const answer = await fetch(form.dataset.url || form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "fetch" },
      credentials: "same-origin",
    });
    announce(form, answer.ok ? "saved" : "failed");
  } catch {
    announce(form, "failed");
  }
};
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-terreau-autosave]");
  if (!form) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), DELAY));
});
document.addEventListener("submit", (event) => clearTimeout(timers.get(event.target)));
