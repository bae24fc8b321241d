/* data-terreau-copy="#id" (or the text itself in data-text): puts it on the clipboard and says so. */
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
