// Before the first paint, not a module, so that nothing flashes. Signed in, the theme of the account counts and is kept for the pages
// before the next sign-in; signed out, what was kept.
(function () {
  var root = document.documentElement;
  try {
    if (root.dataset.themeUrl) { localStorage.setItem("steward.theme", root.dataset.theme); return; }
    var kept = localStorage.getItem("steward.theme");
    if (kept === "light" || kept === "dark" || kept === "system") root.dataset.theme = kept;
  } catch (error) { /* a private window forgets */ }
})();
