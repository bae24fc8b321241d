/* data-terreau-theme: light, dark or as the system says; theme-early.js applies it before the first paint. */
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
  try { localStorage.setItem("terreau-theme", button.value); } catch { /* private browsing: for this page only */ }
  showTheme();
});
showTheme();
