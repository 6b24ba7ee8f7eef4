/* The kinds of charts. Each takes its data (docs/ui.md) and the tools of charts.js, and returns options of ECharts. */
(function () {
  "use strict";
  const sum = (a, b) => a + b;

  /* a band between two lists, drawn as two stacked lines */
  const band = (low, high, name, t) => (low.length ? [
    { name: "_low", type: "line", stack: "band", data: low, symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } },
    { name, type: "line", stack: "band", data: high.map((v, i) => (v == null || low[i] == null ? null : v - low[i])), symbol: "none", lineStyle: { opacity: 0 }, areaStyle: { color: t.c.band, opacity: 1 }, itemStyle: { color: t.c.band }, silent: true, tooltip: { show: false } },
  ] : []);
  /* the vertical line "data to …" */
  const cut = (d, t) => (d.now == null ? [] : [{ xAxis: d.now, lineStyle: { color: t.c.ink_soft, width: 1, type: "dashed" }, label: { formatter: t.names.now || "", color: t.c.ink_soft, fontSize: 11, position: "end", distance: 3 } }]);
  const level = (y, name, t, position = "insideEndTop") => ({ yAxis: y, lineStyle: { color: t.c.ink, width: 1.5, type: "solid" }, label: { formatter: name || "", color: t.c.ink, position, fontSize: 11, fontWeight: 600 } });
  const marks = (data) => ({ symbol: "none", silent: true, data });
  const named = (series) => series.map((s) => s.name).filter((n) => n && n !== "_low");
  const overTime = (d, t, series, y) => ({
    grid: t.grid({ top: t.legendTop }),
    legend: t.legend(named(series).reverse()),
    tooltip: { ...t.base.tooltip, trigger: "axis" },
    xAxis: t.category(d.labels, { boundaryGap: false }),
    yAxis: t.value(y),
    series,
  });
  /* an axis that starts near the lowest value, in round steps, at most seven */
  const near = (lists) => {
    const all = lists.flat().filter((v) => v != null), low = Math.min(...all), high = Math.max(...all);
    const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].find((s) => (high - low) / s <= 6) || 1000;
    return { min: Math.floor(low / step) * step, max: Math.ceil(high / step) * step, interval: step };
  };

  function trend(d, t) {
    const n = t.names, actual = t.values(d.actual), projected = t.values(d.projected);
    const series = [
      ...band(t.values(d.low), t.values(d.high), n.range, t),
      t.line(n.target, t.values(d.target), t.c.ink_soft, { width: 1.5, type: "dashed" }),
    ];
    if (projected.length) series.push(t.line(n.projected, projected, t.c.actual, { type: "dotted" }));
    series.push({ ...t.line(n.actual, actual, t.c.actual, { width: 3 }), markLine: marks(cut(d, t)) });
    return overTime(d, t, series);
  }

  function pace(d, t) {
    const n = t.names, actual = t.values(d.actual), projected = t.values(d.projected), last = t.values(d.last), low = t.values(d.low), high = t.values(d.high);
    const series = [...band(low, high, n.range, t)];
    if (last.length) series.push(t.line(n.last, last, t.c.muted, { width: 1.5 }));
    if (projected.length) series.push(t.line(n.projected, projected, t.c.actual, { type: "dotted" }));
    series.push({ ...t.line(n.actual, actual, t.c.actual, { width: 2.5 }), symbol: "circle", symbolSize: 5, showAllSymbol: true, markLine: marks([level(100, n.target, t), ...cut(d, t)]) });
    return overTime(d, t, series, near([actual, projected, last, low, high, [95, 105]]));
  }

  function lines(d, t) {
    const series = d.series.map((s, i) => ({ ...t.line(s.name, t.values(s.values), t.colour(`--w-${i % 9}`), { width: 2.5, type: s.dashed ? "dashed" : undefined }), symbol: "circle", symbolSize: 6, showAllSymbol: d.labels.length < 32 }));
    if (d.target != null && series.length) series[0].markLine = marks([level(t.w.value(d.target), t.names.target, t, "insideStartTop")]);
    const options = overTime(d, t, series, { scale: d.unit === "ratio" || d.unit === "points" });
    options.legend.data.reverse();
    if (series.length < 2) { delete options.legend; options.grid.top = 16; }
    options.xAxis.boundaryGap = true;
    return options;
  }

  function bars(d, t) {
    const series = d.series.map((s, i) => ({ name: s.name, type: "bar", stack: "all", barCategoryGap: "22%", barMaxWidth: 36, data: t.values(s.values), itemStyle: { color: t.colour(s.colour ? `--s-${s.colour}` : `--w-${i % 9}`), borderColor: t.c.card, borderWidth: .6 } }));
    const options = {
      grid: t.grid({ top: t.legendTop, right: 8 }),
      legend: t.legend(named(series)),
      tooltip: { ...t.base.tooltip, trigger: "axis", axisPointer: { type: "shadow" } },
      xAxis: t.category(d.labels),
      yAxis: t.value({ minInterval: d.unit === "count" ? 1 : undefined }),
      series,
    };
    if (series.length < 2) { delete options.legend; options.grid.top = 16; }
    return options;
  }

  function waterfall(d, t) {
    let run = 0;
    const help = [], values = [], ends = [];
    d.steps.forEach((s) => {
      const v = t.w.value(s.value), from = s.total ? 0 : run;
      run = s.total ? v : run + v;
      ends.push(run);
      help.push(s.total ? 0 : Math.min(from, run));
      values.push({ value: s.total ? v : Math.abs(v), itemStyle: { color: s.total ? t.c.muted : v >= 0 ? t.c.ok : t.c.bad } });
    });
    const lowest = Math.min(...ends), span = Math.max(...ends) - lowest;
    const floor = d.from_zero || lowest - span <= 0 ? 0 : niceFloor(lowest - span * .25);
    const label = ({ dataIndex: i }) => { const s = d.steps[i], v = t.w.value(s.value); return s.total ? t.w.short(v) : (v > 0 ? "+" : v < 0 ? "\u2212" : "") + t.brief(Math.abs(v)); };
    /* on a phone the steps lie below each other, so that each name and figure has room */
    const names = { ...t.small, interval: 0, width: t.narrow ? 92 : 70, overflow: "break", lineHeight: 13 };
    const steps = t.category(d.steps.map((s) => s.name), { axisLabel: names, inverse: t.narrow });
    const size = t.value({ min: floor, splitNumber: t.narrow ? 3 : 4 });
    const note = floor && t.names.floor ? { title: { text: t.names.floor.replace("%s", t.w.short(floor)), right: 4, top: 0, textStyle: { ...t.small, fontWeight: 400 } } } : {};
    return {
      ...note,
      grid: t.grid({ right: t.narrow ? 52 : 8, top: note.title ? 30 : 24 }),
      tooltip: { ...t.base.tooltip, trigger: "item", formatter: (p) => `${d.steps[p.dataIndex].name}: ${t.w.full(t.w.value(d.steps[p.dataIndex].value))}` },
      xAxis: t.narrow ? size : steps,
      yAxis: t.narrow ? steps : size,
      series: [
        { type: "bar", stack: "w", silent: true, itemStyle: { color: "transparent" }, data: help, barCategoryGap: "35%", barMaxWidth: 64 },
        { type: "bar", stack: "w", data: values, itemStyle: { borderRadius: 3 }, label: { show: true, position: t.narrow ? "right" : "top", color: t.c.ink, fontSize: 11, formatter: label } },
      ],
    };
  }
  const niceFloor = (v) => { const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.abs(v) || 1)) - 1); return Math.max(0, Math.floor(v / step) * step); };

  function histogram(d, t) {
    const low = t.w.value(d.bins[0][0]), width = t.w.value(d.width), end = low + width * d.bins.length;
    const tone = { warn: t.c.warn, ink: t.c.ink, soft: t.c.ink_soft };
    const mark = (m) => ({ xAxis: t.w.value(m.at), lineStyle: { color: tone[m.tone || "ink"], type: m.tone ? "dashed" : "solid", width: 2 }, label: { formatter: t.narrow ? m.name.split(" ")[0] : m.name, color: tone[m.tone || "ink"], fontSize: 11, fontWeight: 600, position: "end", distance: 4 } });
    return {
      grid: t.grid({ left: 8, right: 18, top: 28, bottom: d.xname ? 22 : 4 }),
      tooltip: { ...t.base.tooltip, trigger: "item", formatter: (p) => `${t.w.short(p.value[0] - width / 2)} \u2013 ${t.w.short(p.value[0] + width / 2)}: ${p.value[1]}` },
      xAxis: t.value({ min: low, max: end, interval: width * Math.max(1, Math.ceil(d.bins.length / (t.narrow ? 5 : 8))), axisLabel: { ...t.small, formatter: t.w.short, showMaxLabel: false }, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: t.c.grid } }, axisTick: { show: true, lineStyle: { color: t.c.grid } }, name: d.xname, nameLocation: "middle", nameGap: 26, nameTextStyle: t.small }),
      yAxis: { ...t.value(), axisLabel: t.small, axisLine: { show: false }, axisTick: { show: false }, minInterval: 1, boundaryGap: [0, "10%"] },
      series: [{ type: "bar", barCategoryGap: "8%", label: { show: d.bins.length < 24, position: "top", distance: 3, color: t.c.ink_soft, fontSize: 11, formatter: (p) => p.value[1] },
        data: d.bins.map(([at, n]) => ({ value: [t.w.value(at) + width / 2, n], itemStyle: { color: (d.reached != null && at >= d.reached) || (d.until != null && at < d.until) ? t.c.actual : t.c.muted, borderRadius: [3, 3, 0, 0] } })),
        markLine: marks((d.marks || []).map(mark)) }],
    };
  }

  function area(d, t) {
    const data = t.values(d.values);
    const pause = d.pause && { silent: true, itemStyle: { color: t.c.warn_bg }, label: { show: false }, data: [[{ xAxis: d.pause[0] }, { xAxis: d.pause[1] }]] };
    return {
      grid: t.grid({ right: 8, top: 14 }),
      tooltip: { ...t.base.tooltip, trigger: "axis" },
      xAxis: t.category(d.labels, { boundaryGap: false }),
      yAxis: t.value({ splitNumber: 3 }),
      series: [{ name: d.name, type: "line", step: "middle", data, symbol: "none", lineStyle: { color: t.c.actual, width: 2 }, areaStyle: { color: t.c.band, opacity: .8 }, itemStyle: { color: t.c.actual }, markArea: pause || undefined }],
    };
  }

  function shares(d, t) {
    const total = d.parts.map((p) => p.value).reduce(sum, 0) || 1;
    return {
      tooltip: { ...t.base.tooltip, trigger: "item", formatter: (p) => `${p.name}: ${t.w.full(p.value)} (${Math.round(p.value / total * 1000) / 10}\u00a0%)` },
      legend: { ...t.legend(d.parts.map((p) => p.name)), top: "bottom" },
      series: [{ type: "pie", radius: ["55%", "80%"], center: ["50%", "44%"], label: { show: false }, itemStyle: { borderColor: t.c.card, borderWidth: 2 },
        data: d.parts.map((p, i) => ({ name: p.name, value: t.w.value(p.value), itemStyle: { color: t.colour(`--w-${i % 9}`) } })) }],
    };
  }

  window.portalCharts.add({ trend, pace, lines, bars, waterfall, histogram, area, shares });
})();
