/* A dialog opens by itself (popover); with a script it becomes modal and keeps the keyboard inside. */
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
