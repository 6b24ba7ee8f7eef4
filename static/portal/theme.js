/* Light or dark. Loaded blocking in <head>, so that the right one is there before the first paint. */
(function () {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const saved = () => { try { return localStorage.getItem("theme"); } catch (e) { return null; } };
  const paper = matchMedia("print");
  const wanted = () => (paper.matches ? "light" : saved() || (system.matches ? "dark" : "light"));
  const show = (theme) => {
    if (root.dataset.bsTheme === theme) return;
    root.dataset.bsTheme = theme;
    document.dispatchEvent(new CustomEvent("themechange"));
  };
  show(wanted());

  system.addEventListener("change", () => show(wanted()));
  paper.addEventListener("change", () => show(wanted()));
  addEventListener("storage", (e) => { if (e.key === "theme") show(wanted()); });
  document.addEventListener("click", (e) => {
    if (!e.target.closest("[data-theme-toggle]")) return;
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", next); } catch (err) { /* private mode: lasts until the next page */ }
    show(next);
  });
  document.addEventListener("click", (e) => { if (e.target.closest("[data-print]")) print(); });
  addEventListener("beforeprint", () => show("light"));
  addEventListener("afterprint", () => show(wanted()));
})();
