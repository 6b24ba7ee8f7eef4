/* A file dropped anywhere on the field is chosen; one that is too large is named before it is sent. */
(function () {
  "use strict";
  document.querySelectorAll("[data-filedrop]").forEach((zone) => {
    const input = zone.querySelector("input[type=file]"), said = zone.querySelector("[data-chosen]");
    const form = input.form, limit = Number(form.dataset.limit);
    const look = () => {
      const file = input.files[0], large = Boolean(file && limit && file.size > limit);
      input.setCustomValidity(large ? form.dataset.tooLarge : "");
      if (file) said.textContent = large ? form.dataset.tooLarge : file.name;
    };
    input.addEventListener("change", look);
    zone.addEventListener("dragover", (e) => e.preventDefault());
    zone.addEventListener("drop", (e) => {
      if (e.target === input || !e.dataTransfer.files.length) return;
      e.preventDefault();
      const one = new DataTransfer();
      one.items.add(e.dataTransfer.files[0]);
      input.files = one.files;
      look();
    });
  });
})();
