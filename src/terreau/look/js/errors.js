/* data-terreau-errors: the summary of a refused form takes the focus, on load and after a partial update. */
const focusErrors = (root) => root.querySelector("[data-terreau-errors]")?.focus();
focusErrors(document);
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
/* The server checks and explains: the browser's own bubbles, unstyled and untranslated, step aside. */
const quiet = (root) => root.querySelectorAll('form[method="post"]').forEach((form) => { form.noValidate = true; });
quiet(document);
document.addEventListener("htmx:load", (event) => quiet(event.target));
