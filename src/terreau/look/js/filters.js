/* data-terreau-filters on a GET form: choosing an option applies it at once. */
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-terreau-filters]");
  if (form && event.target.matches("[type=checkbox], [type=radio], select")) form.requestSubmit();
});
