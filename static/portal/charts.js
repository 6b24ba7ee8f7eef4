/* Charts: <div data-chart="trend" data-source="id of the JSON">. Drawn by ECharts as SVG in the colours of the theme,
   redrawn when the theme changes, resized with their box. ECharts is fetched only where a chart is. */
(function () {
  "use strict";
  const library = document.currentScript.dataset.library;
  const root = document.documentElement;
  const lang = root.lang || "en";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const paper = matchMedia("print");
  const drawn = new Map();
  const kinds = {};
  let loading = null;

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const format = (options) => { const f = new Intl.NumberFormat(lang, options); return (v) => f.format(v).replace("-", "\u2212"); };
  const compact = format({ notation: "compact", maximumFractionDigits: 2 });
  const brief = format({ notation: "compact", maximumFractionDigits: 1 });

  /* how the values of a chart are written: d.unit is count, money, ratio, seconds or points; money is in minor units,
     d.per of them to the unit, with d.sign before it */
  function writer(d) {
    const full = format({ minimumFractionDigits: d.digits || 0, maximumFractionDigits: d.digits ?? 2 });
    const seconds = (v) => `${Math.floor(v / 60)}:${String(Math.round(v % 60)).padStart(2, "0")}`;
    switch (d.unit) {
      case "money": return { value: (v) => v / (d.per || 1), full: (v) => (v < 0 ? "\u2212" : "") + (d.sign || "") + full(Math.abs(v)), short: compact };
      case "ratio": return { value: (v) => v * 100, full: (v) => `${full(v)}\u00a0%`, short: (v) => `${compact(v)}\u00a0%` };
      case "seconds": return { value: (v) => v, full: seconds, short: seconds };
      default: return { value: (v) => v, full, short: compact };
    }
  }
  const valuesOf = (list, w) => (list || []).map((v) => (v == null ? null : w.value(v)));

  /* what builders get: colours, letters, axes, and the writer of the chart's unit */
  function tools(d, el) {
    const c = {};
    for (const n of ["ink", "ink-soft", "grid", "tip-bg", "tip-ink", "c-card", "c-actual", "c-ok", "c-bad", "c-warn", "c-amber", "c-band", "c-muted", "warn-bg"]) c[n.replace(/^c-/, "").replace("-", "_")] = colour(`--${n}`);
    const font = getComputedStyle(document.body).fontFamily;
    const w = writer(d), narrow = el.clientWidth < 420;
    const small = { color: c.ink_soft, fontSize: 11 };
    return {
      c, w, narrow, colour, brief,
      names: d.names || {},
      values: (list) => valuesOf(list, w),
      base: {
        textStyle: { fontFamily: font, color: c.ink_soft },
        aria: { enabled: false },
        tooltip: { renderMode: "richText", confine: true, backgroundColor: c.tip_bg, borderWidth: 0, textStyle: { color: c.tip_ink, fontSize: 12, fontFamily: font }, valueFormatter: (v) => (v == null ? "\u2013" : w.full(v)) },
      },
      small,
      grid: (more) => ({ left: 4, right: 16, top: 12, bottom: 4, containLabel: true, ...more }),
      legend: (data) => ({ top: 0, left: 0, itemWidth: 14, itemHeight: 8, itemGap: narrow ? 10 : 14, icon: "roundRect", textStyle: { color: c.ink_soft, fontSize: 12 }, data }),
      legendTop: narrow ? 54 : 36,
      category: (data, more) => ({ type: "category", data, axisLabel: { ...small, hideOverlap: true }, axisLine: { lineStyle: { color: c.grid } }, axisTick: { show: false }, ...more }),
      value: (more) => ({ type: "value", axisLabel: { ...small, formatter: w.short }, splitLine: { lineStyle: { color: c.grid } }, splitNumber: 4, ...more }),
      line: (name, data, col, style) => ({ name, type: "line", data, symbol: "none", lineStyle: { color: col, width: 2, ...style }, itemStyle: { color: col, opacity: style && style.type ? .6 : 1 }, connectNulls: false }),
    };
  }

  function draw(el) {
    const source = document.getElementById(el.dataset.source), build = kinds[el.dataset.chart];
    if (!source || !build || !el.clientWidth) return;
    const before = drawn.get(el);
    if (before) before.dispose();
    const d = JSON.parse(source.textContent), t = tools(d, el);
    const chart = window.echarts.init(el, null, { renderer: "svg" });
    chart.setOption({ ...t.base, animation: !before && !calm.matches, animationDuration: 350, ...build(d, t) });
    drawn.set(el, chart);
    fit(el, chart);
    const save = document.querySelector(`[data-save-of="${CSS.escape(el.dataset.source)}"]`);
    if (save) { save.hidden = false; save.chart = chart; }
  }

  /* a chart as a picture: the drawing itself, or the drawing painted on a canvas twice as large */
  const keep = (href, name) => { const a = document.createElement("a"); a.href = href; a.download = name; a.click(); };
  document.addEventListener("click", (e) => {
    const button = e.target.closest("[data-save]"), box = button && button.parentElement;
    if (!box || !box.chart || box.chart.isDisposed()) return;
    const chart = box.chart, name = `${box.dataset.file}.${button.dataset.save}`;
    const paper = getComputedStyle(document.documentElement).getPropertyValue("--c-card") || "#fff";
    const drawing = chart.getDataURL({ type: "svg", backgroundColor: paper.trim() });
    if (button.dataset.save === "svg") { keep(drawing, name); return; }
    const picture = new Image(), canvas = document.createElement("canvas");
    picture.onload = () => {
      canvas.width = chart.getWidth() * 2;
      canvas.height = chart.getHeight() * 2;
      const pen = canvas.getContext("2d");
      pen.fillStyle = paper.trim();
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      keep(canvas.toDataURL("image/png"), name);
    };
    picture.src = drawing;
  });
  /* with a view box the drawing can shrink to the width of a sheet of paper, where no script runs */
  function fit(el, chart) {
    el.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  }

  const load = () => loading ||= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = library;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const chart = drawn.get(target), width = target.clientWidth;
    if (!width || paper.matches) return;
    const was = Number(target.dataset.width || 0);
    target.dataset.width = width;
    if (!chart || (was < 420) !== (width < 420)) draw(target);
    else { chart.resize(); fit(target, chart); }
  }));

  async function find(within) {
    const boxes = [...within.querySelectorAll("[data-chart]")].filter((el) => !el.dataset.seen);
    if (!boxes.length) return;
    boxes.forEach((el) => { el.dataset.seen = "1"; });
    await load();
    boxes.forEach((el) => resized.observe(el));
  }
  function forget() {
    for (const [el, chart] of drawn) if (!el.isConnected) { resized.unobserve(el); chart.dispose(); drawn.delete(el); }
  }

  window.portalCharts = { add(more) { Object.assign(kinds, more); } };
  document.addEventListener("DOMContentLoaded", () => find(document));
  document.addEventListener("htmx:load", (e) => { forget(); find(e.detail.elt.parentElement || e.detail.elt); });
  document.addEventListener("themechange", () => drawn.forEach((_chart, el) => draw(el)));
})();
