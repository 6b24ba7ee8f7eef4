/* The editor of a scorecard: a KPI's line goes at once, and the total follows. Adding one asks the server for its line. */
(function () {
  "use strict";
  const recount = () => document.dispatchEvent(new Event("htmx:afterSwap"));

  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-remove-line]");
    if (!button) return;
    const row = button.closest("tr");
    const next = (row.nextElementSibling || row.previousElementSibling || document).querySelector("[data-remove-line]");
    const option = document.querySelector(`#add-kpi option[value="${row.dataset.kpi}"]`);
    if (option) option.hidden = option.disabled = false;
    row.remove();
    if (next) next.focus();
    recount();
  });

  /* what was added is no longer offered; the new line's first field is the next thing to type */
  document.addEventListener("htmx:afterSwap", (e) => {
    const lines = document.getElementById("lines");
    if (!e.detail || e.detail.target !== lines || !lines.lastElementChild) return;
    const row = lines.lastElementChild, select = document.getElementById("add-kpi");
    const option = select.querySelector(`option[value="${row.dataset.kpi}"]`);
    if (option) option.hidden = option.disabled = true;
    select.value = "";
    row.querySelector("td input").focus();  // not those in the closed details
  });
})();
