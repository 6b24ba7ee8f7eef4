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

  /* what was added is no longer offered; the new line's target is the next thing to type */
  document.addEventListener("htmx:afterSettle", (e) => {
    const row = e.detail.elt;
    if (!row || !row.matches || !row.matches("tr[data-kpi]")) return;
    const select = document.getElementById("add-kpi");
    const option = select && select.querySelector(`option[value="${row.dataset.kpi}"]`);
    if (option) { option.hidden = option.disabled = true; select.value = ""; }
    const input = row.querySelector("input:not([type=hidden])");
    if (input) input.focus();
  });
})();
