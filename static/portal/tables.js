/* Tables: a box that filters the rows of one table as one types. <input data-filter="id of the table"> */
(function () {
  "use strict";
  document.addEventListener("input", (e) => {
    const table = e.target.dataset && e.target.dataset.filter && document.getElementById(e.target.dataset.filter);
    if (!table) return;
    const words = e.target.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const row of table.tBodies[0].rows) {
      const text = row.textContent.toLocaleLowerCase();
      row.hidden = !words.every((w) => text.includes(w));
    }
  });
})();
