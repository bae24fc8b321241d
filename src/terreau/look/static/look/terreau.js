{
const DELAY = 3000;
const LIGHT = 60000;
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
}
{
document.addEventListener("click", async (event) => {
const button = event.target.closest("[data-terreau-copy]");
if (!button) return;
const source = button.dataset.terreauCopy && document.querySelector(button.dataset.terreauCopy);
const text = button.dataset.text || (source && (source.value || source.textContent.trim()));
if (!text) return;
await navigator.clipboard.writeText(text);
const label = button.querySelector("[data-terreau-copied]") || button;
const before = label.textContent;
label.setAttribute("aria-live", "polite");
label.textContent = button.dataset.done || "✓";
setTimeout(() => { label.textContent = before; }, 2500);
});
}
{
document.addEventListener("click", (event) => {
const opener = event.target.closest("[popovertarget]");
const dialog = opener && document.getElementById(opener.getAttribute("popovertarget"));
if (!dialog || dialog.localName !== "dialog" || opener.getAttribute("popovertargetaction") === "hide") return;
event.preventDefault();
dialog.removeAttribute("popover");
dialog.showModal();
});
document.addEventListener("click", (event) => {
const dialog = event.target.closest("dialog[open]");
if (!dialog) return;
const box = dialog.getBoundingClientRect();
const outside = event.target === dialog && (event.clientY < box.top || event.clientY > box.bottom || event.clientX < box.left || event.clientX > box.right);
if (outside || event.target.closest("[data-terreau-close]")) { event.preventDefault(); dialog.close(); }
});
}
{
document.addEventListener("click", (event) => {
const button = event.target.closest("[data-terreau-dismiss]");
if (!button) return;
button.closest(".alert").remove();
document.getElementById("contenu")?.focus({ preventScroll: true });
});
}
{
const focusErrors = (root) => root.querySelector("[data-terreau-errors]")?.focus();
focusErrors(document);
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
const quiet = (root) => root.querySelectorAll('form[method="post"]').forEach((form) => { form.noValidate = true; });
quiet(document);
document.addEventListener("htmx:load", (event) => quiet(event.target));
}
{
document.addEventListener("change", (event) => {
const form = event.target.closest("form[data-terreau-filters]");
if (form && event.target.matches("[type=checkbox], [type=radio], select")) form.requestSubmit();
});
}
{
const wide = matchMedia("(min-width: 56rem)");
let opened = false;
const fold = () => document.querySelectorAll("details.fold").forEach((details) => {
details.open = wide.matches || opened;
details.dataset.ready = "";
});
wide.addEventListener("change", fold);
document.addEventListener("htmx:beforeSwap", () => { opened = document.querySelector("details.fold")?.open ?? false; });
document.addEventListener("htmx:afterSwap", fold);
fold();
}
{
const menu = document.querySelector("details.menu");
if (menu) {
menu.addEventListener("keydown", (event) => {
if (event.key !== "Escape") return;
menu.open = false;
menu.querySelector("summary").focus();
});
menu.addEventListener("focusout", (event) => {
if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});
}
}
{
document.addEventListener("submit", (event) => {
const form = event.target;
if (form.method !== "post" || event.defaultPrevented) return;
if (form.dataset.sent) { event.preventDefault(); return; }
form.dataset.sent = "yes";
setTimeout(() => { delete form.dataset.sent; }, 4000);
});
}
{
const waiting = new WeakMap();
document.addEventListener("input", (event) => {
const field = event.target.closest("[data-terreau-suggest]");
if (!field || event.inputType === "insertReplacementText" || !event.inputType) return;
clearTimeout(waiting.get(field));
waiting.set(field, setTimeout(() => suggest(field), 150));
});
async function suggest(field) {
const typed = field.value;
if (typed.trim().length < 2) return;
const address = new URL(field.dataset.terreauSuggest, location.href);
address.searchParams.set("q", typed);
const answer = await fetch(address).catch(() => null);
if (!answer || !answer.ok || field.value !== typed) return;
const { suggestions } = await answer.json();
let list = field.list;
if (!list) {
list = document.createElement("datalist");
list.id = `${field.id}-suggestions`;
field.after(list);
field.setAttribute("list", list.id);
}
list.replaceChildren(...suggestions.map((text) => new Option(text, text)));
}
}
{
const themeRoot = document.documentElement;
const showTheme = () => {
const chosen = themeRoot.dataset.theme || "system";
document.querySelectorAll("[data-terreau-theme] button").forEach((button) => {
button.setAttribute("aria-pressed", String(button.value === chosen));
});
};
document.addEventListener("click", (event) => {
const button = event.target.closest("[data-terreau-theme] button");
if (!button) return;
if (button.value === "system") delete themeRoot.dataset.theme;
else themeRoot.dataset.theme = button.value;
try { localStorage.setItem("terreau-theme", button.value); } catch {  }
showTheme();
});
showTheme();
}
