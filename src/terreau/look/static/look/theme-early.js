(function (root) {
  root.dataset.js = "";
  try {
    var theme = localStorage.getItem("terreau-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch (refused) { return; }
})(document.documentElement);
