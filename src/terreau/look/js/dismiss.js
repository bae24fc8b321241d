/* data-terreau-dismiss: removes the notice around the button and gives the focus back to the page. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-terreau-dismiss]");
  if (!button) return;
  button.closest(".alert").remove();
  document.getElementById("contenu")?.focus({ preventScroll: true });
});
