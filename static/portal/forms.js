/* Forms: sent once, asked first where it is dangerous, errors found at once. */
(function () {
  "use strict";
  const method = (form) => (form.getAttribute("method") || "get").toLowerCase();
  const isHtmx = (form) => ["hx-post", "hx-get", "hx-put", "hx-delete"].some((a) => form.hasAttribute(a));
  const buttons = (form) => [...document.querySelectorAll("button")].filter((b) => b.form === form && b.type === "submit");

  /* --- ask first: data-confirm="What happens" on a button or form, data-confirm-yes names the button --- */
  const ask = (source) => new Promise((resolve) => {
    const box = document.getElementById("ask");
    if (!box) { resolve(true); return; }
    const title = box.querySelector("[data-title]"), yes = box.querySelector("[data-yes]");
    title.textContent = source.dataset.confirmTitle || title.dataset.title;
    box.querySelector("#ask-text").textContent = source.dataset.confirm;
    yes.textContent = source.dataset.confirmYes || yes.dataset.yes;
    box.returnValue = "no";
    box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true });
    box.showModal();
  });
  const asking = (form, submitter) => [submitter, form].find((el) => el && el.dataset && el.dataset.confirm);
  let agreed = null;

  document.addEventListener("submit", (e) => {
    const form = e.target, source = asking(form, e.submitter);
    if (method(form) === "dialog") return;
    if (source && agreed !== form) {
      e.preventDefault();
      e.stopImmediatePropagation();
      ask(source).then((yes) => { if (yes) { agreed = form; form.requestSubmit(e.submitter || undefined); agreed = null; } });
    }
  }, true);
  /* htmx asks by itself; it shall use the same dialog */
  document.addEventListener("htmx:confirm", (e) => {
    if (!e.detail.question) return;
    e.preventDefault();
    ask({ dataset: { confirm: e.detail.question, ...e.detail.elt.dataset } }).then((yes) => { if (yes) e.detail.issueRequest(true); });
  });

  /* --- a double click sends once --- */
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (e.defaultPrevented || method(form) !== "post" || isHtmx(form)) return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
    /* after the browser has read the form: a disabled button would not be sent */
    setTimeout(() => {
      for (const b of buttons(form).filter((b) => !b.disabled)) {
        b.disabled = true;
        b.dataset.waits = "1";
        if (b === e.submitter) b.setAttribute("aria-busy", "true");
      }
      if (form.hasAttribute("data-download")) setTimeout(() => release(form), 3000);
    });
  });
  const release = (form) => {
    delete form.dataset.sent;
    for (const b of buttons(form).filter((b) => b.dataset.waits)) {
      b.disabled = false;
      delete b.dataset.waits;
      b.removeAttribute("aria-busy");
    }
  };
  /* back from the browser's cache: the page shall work again */
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  /* --- a choice that applies at once: <select data-autosubmit> --- */
  document.addEventListener("change", (e) => { if (e.target.matches("[data-autosubmit]")) e.target.form.requestSubmit(); });

  /* --- the demo's sign-ins: one click fills in and sends --- */
  document.addEventListener("click", (e) => {
    const b = e.target.closest("[data-fill-username]");
    if (!b) return;
    b.form.elements.username.value = b.dataset.fillUsername;
    b.form.elements.password.value = b.dataset.fillPassword;
  });

  document.addEventListener("DOMContentLoaded", () => {
    const first = document.querySelector("[data-focus]");
    if (first) first.focus({ preventScroll: false });
  });
})();
