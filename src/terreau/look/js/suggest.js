/* data-terreau-suggest="address?…" on a text field: offers the ends of the words typed in a datalist. */
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
