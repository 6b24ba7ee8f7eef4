/* Weights of a scorecard while they are typed: the bar, the total, what is left, and the balance by horizon and category.
   Whole hundredths throughout, so that 33.33 + 33.33 + 33.34 is 100.00. The server checks again. */
(function () {
  "use strict";
  const NS = "http://www.w3.org/2000/svg";
  const FULL = 10000;
  const lang = document.documentElement.lang || "en";
  const text = (n) => new Intl.NumberFormat(lang, { minimumFractionDigits: n % 100 ? 2 : 0, maximumFractionDigits: 2 }).format(n / 100);
  const read = (input) => {
    const m = /^\s*(\d+)(?:[.,](\d{1,2}))?\s*$/.exec(input.value);
    return m ? Number(m[1]) * 100 + Number((m[2] || "").padEnd(2, "0")) : 0;
  };
  const segment = (css, x, width) => {
    const r = document.createElementNS(NS, "rect");
    r.setAttribute("class", css);
    r.setAttribute("x", x + "%");
    r.setAttribute("width", Math.max(0, width) + "%");
    r.setAttribute("height", "100%");
    return r;
  };
  const bar = (svg, parts, sum) => {
    const scale = 100 / Math.max(FULL, sum);
    let x = 0;
    svg.replaceChildren(...parts.filter(([, v]) => v > 0).map(([css, v]) => { const r = segment(css, x, v * scale - 0.4); x += v * scale; return r; }));
  };

  function weights(box) {
    const inputs = () => [...document.querySelectorAll("input[data-w]")].filter((i) => !i.closest("[hidden]"));
    const out = box.querySelector("[data-total]"), msg = box.querySelector("[data-msg]"), svg = box.querySelector("svg.weightbar");
    const buttons = document.querySelectorAll("[data-needs-hundred]");
    const update = () => {
      const values = inputs().map((i, n) => [`wt-${n % 9}`, read(i)]);
      const sum = values.reduce((a, [, v]) => a + v, 0);
      bar(svg, sum < FULL ? [...values, ["wt-left", FULL - sum]] : values, sum);
      out.textContent = text(sum) + "\u00a0%";
      box.classList.toggle("is-ok", sum === FULL);
      box.classList.toggle("is-bad", sum !== FULL);
      const words = sum === FULL ? msg.dataset.whole : sum < FULL ? msg.dataset.left : msg.dataset.over;
      msg.textContent = words.replace("%s", text(Math.abs(FULL - sum)));
      buttons.forEach((b) => { b.disabled = sum !== FULL; });
      balances(sum);
    };
    const balances = (total) => box.querySelectorAll("[data-balance]").forEach((part) => {
      const kind = part.dataset.balance, sums = new Map();
      inputs().forEach((i) => sums.set(i.dataset[kind], (sums.get(i.dataset[kind]) || 0) + read(i)));
      sums.set("left", Math.max(0, FULL - total));
      bar(part.querySelector("svg.sharebar"), [...sums].map(([k, v]) => [`sb-${k}`, v]), total);
      part.querySelectorAll("[data-sum]").forEach((e) => { e.textContent = text(sums.get(e.dataset.sum) || 0) + "\u00a0%"; });
    });
    document.addEventListener("input", (e) => { if (e.target.matches("input[data-w]")) update(); });
    document.addEventListener("htmx:afterSwap", update);
    const fill = box.querySelector("[data-fill]");
    if (fill) fill.addEventListener("click", () => {
      const all = inputs(), last = all[all.length - 1];
      if (!last) return;
      const others = all.slice(0, -1).reduce((a, i) => a + read(i), 0);
      last.value = (Math.max(0, FULL - others) / 100).toFixed(2);
      update();
    });
    update();
  }
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-weights]").forEach(weights));
})();
