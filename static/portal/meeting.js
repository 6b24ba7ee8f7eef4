/* Meeting mode: arrow keys go from part to part, digits to a part, F fills the screen, A begins an action. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    const parts = [...document.querySelectorAll("[data-part]")];
    if (!parts.length) return;
    const links = [...document.querySelectorAll("[data-agenda] a")];
    const one = document.querySelector("[data-one-part]");
    let at = 0;
    const show = () => {
      const alone = one && one.checked;
      parts.forEach((part, i) => { part.hidden = alone && i !== at; });
      links.forEach((link, i) => { if (i === at) link.setAttribute("aria-current", "step"); else link.removeAttribute("aria-current"); });
    };
    const go = (i) => {
      at = Math.max(0, Math.min(parts.length - 1, i));
      show();
      parts[at].scrollIntoView({ block: "start" });
      const head = parts[at].querySelector("h2");
      if (head) head.focus({ preventScroll: true });
    };
    const here = () => (one && one.checked ? at : parts.reduce((best, part, i) => (part.getBoundingClientRect().top < 140 ? i : best), 0));
    links.forEach((link, i) => link.addEventListener("click", (e) => { e.preventDefault(); go(i); }));
    if (one) one.addEventListener("change", () => { at = here(); show(); });
    document.querySelectorAll("[data-fullscreen]").forEach((b) => b.addEventListener("click", full));
    document.addEventListener("keydown", (e) => {
      if (e.target.matches("input, textarea, select") || e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === "ArrowRight" || e.key === "PageDown") { e.preventDefault(); go(here() + 1); }
      if (e.key === "ArrowLeft" || e.key === "PageUp") { e.preventDefault(); go(here() - 1); }
      if (/^[1-9]$/.test(e.key) && Number(e.key) <= parts.length) go(Number(e.key) - 1);
      if (e.key === "a") {
        const field = document.querySelector("[data-new-action] input, [data-new-action] textarea");
        if (field) { e.preventDefault(); go(parts.indexOf(field.closest("[data-part]"))); field.focus(); }
      }
      if (e.key === "f") full();
    });
    function full() {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen();
    }
    /* the meeting's own clock: how long it has been open, on a page that is looked at */
    const clock = document.querySelector("[data-since]");
    if (clock) {
      const since = Date.parse(clock.dataset.since);
      const tick = () => {
        const s = Math.max(0, Math.floor((Date.now() - since) / 1000));
        if (s < 6 * 3600) clock.textContent = Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
      };
      tick();
      setInterval(tick, 1000);
    }
  });
})();
