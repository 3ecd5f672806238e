// Before the first paint: the choice kept in this browser wins over the one of the account. Not a module, so that nothing flashes.
(function () {
  var kept = null;
  try { kept = localStorage.getItem("steward.theme"); } catch (error) { kept = null; }
  if (kept === "light" || kept === "dark" || kept === "system") document.documentElement.dataset.theme = kept;
})();
