/* What is typed is kept in this browser until it was sent: <form data-keep="name">. */
(function () {
  "use strict";
  const PREFIX = "kept:";
  const owner = document.body.dataset.user || "";
  const key = (form) => PREFIX + owner + ":" + form.dataset.keep;
  const store = {
    get(k) { try { return JSON.parse(localStorage.getItem(k) || "null"); } catch (e) { return null; } },
    set(k, v) { try { localStorage.setItem(k, JSON.stringify(v)); } catch (e) { /* private mode: not kept */ } },
    drop(k) { try { localStorage.removeItem(k); } catch (e) { /* nothing was kept */ } },
  };
  const fields = (form) => [...form.elements].filter((el) => el.name && !["hidden", "password", "file", "submit"].includes(el.type) && el.name !== "csrfmiddlewaretoken");
  const read = (form) => {
    const found = {};
    for (const el of fields(form)) {
      if (el.type === "radio" || el.type === "checkbox") { if (el.checked) found[el.name] = el.value; } else if (el.value) found[el.name] = el.value;
    }
    return found;
  };
  const say = (form, which) => form.querySelectorAll("[data-kept]").forEach((el) => { el.hidden = el.dataset.kept !== which; });
  const offline = () => document.querySelectorAll("[data-offline]").forEach((el) => { el.hidden = navigator.onLine; });

  document.addEventListener("DOMContentLoaded", () => {
    offline();
    for (const form of document.querySelectorAll("form[data-keep]")) {
      const sent = store.get(key(form) + ":sent"), kept = store.get(key(form));
      const refused = form.querySelector(".is-invalid, .field-error, [aria-invalid=true]");
      if (sent && !refused) { store.drop(key(form)); store.drop(key(form) + ":sent"); continue; }
      store.drop(key(form) + ":sent");
      if (!kept || refused) continue;
      for (const el of fields(form)) {
        if (!(el.name in kept)) continue;
        if (el.type === "radio" || el.type === "checkbox") el.checked = el.value === kept[el.name]; else el.value = kept[el.name];
      }
      say(form, "back");
    }
  });
  document.addEventListener("input", (e) => {
    const form = e.target.closest ? e.target.closest("form[data-keep]") : null;
    if (!form) return;
    store.set(key(form), read(form));
    say(form, "here");
  });
  /* Sent over a live connection it is dropped on the next page that does not refuse it; the sign-in page is none. */
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.matches("form[data-keep]")) return;
    if (!navigator.onLine) { e.preventDefault(); store.set(key(form), read(form)); say(form, "here"); offline(); return; }
    store.set(key(form), read(form));
    store.set(key(form) + ":sent", 1);
  });
  addEventListener("online", offline);
  addEventListener("offline", offline);
})();
