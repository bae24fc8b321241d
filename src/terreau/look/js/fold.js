/* The filters of a list are open beside it on a wide screen, folded above it on a narrow one. */
const wide = matchMedia("(min-width: 56rem)");
let opened = false;
const fold = () => document.querySelectorAll("details.fold").forEach((details) => {
  details.open = wide.matches || opened;
  details.dataset.ready = "";
});
wide.addEventListener("change", fold);
/* A list that arrives again while its filters are being chosen keeps them as they were. */
document.addEventListener("htmx:beforeSwap", () => { opened = document.querySelector("details.fold")?.open ?? false; });
document.addEventListener("htmx:afterSwap", fold);
fold();
