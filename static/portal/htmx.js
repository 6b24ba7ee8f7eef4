/* What htmx does not say by itself: a failure is told, an expired sign-in leads to the sign-in page, buttons wait. */
(function () {
  "use strict";
  const box = () => document.getElementById("toasts");
  const toast = (text, tone) => {
    const note = document.createElement("div");
    note.className = `note ${tone}`;
    const words = document.createElement("div");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.setAttribute("aria-label", box().dataset.close);
    close.addEventListener("click", () => note.remove());
    note.append(words, close);
    box().append(note);
    if (tone === "ok") setTimeout(() => note.remove(), 6000);
  };

  document.addEventListener("htmx:beforeSwap", (e) => {
    const login = document.body.dataset.login, from = e.detail.xhr.responseURL;
    if (login && from && new URL(from).pathname === login) {
      e.preventDefault();
      location.assign(`${login}?next=${encodeURIComponent(location.pathname + location.search)}`);
    }
  });
  document.addEventListener("htmx:responseError", (e) => toast(e.detail.xhr.status === 403 ? box().dataset.forbidden : box().dataset.failed, "bad"));
  document.addEventListener("htmx:sendError", () => toast(box().dataset.offline, "bad"));
  document.addEventListener("htmx:timeout", () => toast(box().dataset.offline, "bad"));
  /* the server says something: HX-Trigger: {"toast": {"text": "…", "tone": "ok"}} */
  document.addEventListener("toast", (e) => toast(e.detail.text, e.detail.tone || "ok"));

  const waiting = (e, on) => {
    const form = e.detail.elt.closest("form");
    if (!form) return;
    form.querySelectorAll(on ? "button:not([disabled])" : "button[data-waits]").forEach((b) => {
      b.disabled = on;
      b.toggleAttribute("data-waits", on);
    });
  };
  document.addEventListener("htmx:beforeRequest", (e) => waiting(e, true));
  document.addEventListener("htmx:afterRequest", (e) => waiting(e, false));
})();
