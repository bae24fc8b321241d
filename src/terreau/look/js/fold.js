/* The filters of a list are open beside it on a wide screen, folded above it on a narrow one. */
const wide = matchMedia("(min-width: 56rem)");
const fold = () => document.querySelectorAll("details.fold").forEach((details) => {
  details.open = wide.matches;
  details.dataset.ready = "";
});
wide.addEventListener("change", fold);
fold();
