// Draws the trends from their own tables, and opens and closes filters as they are chosen.
// With scripting off the tables are all there, and the server says which filters go together.
"use strict";
(() => {
  const DASHES = [[], [6, 4], [2, 3]];
  const HEIGHT = 180;
  const styles = getComputedStyle(document.documentElement);
  const color = (name) => styles.getPropertyValue(name).trim();

  // A cell without a number is withheld or absent: null, which uPlot leaves as a gap.
  function read(table) {
    const rows = [...table.tBodies[0].rows];
    const names = rows.map((row) => row.cells[0].textContent.trim());
    const columns = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const said = columns.map((_, at) => rows.map((row) => row.cells[at + 1].textContent.trim()));
    const lines = columns.map((_, at) => rows.map((row) => {
      const value = row.cells[at + 1].dataset.value;
      return value === undefined ? null : Number(value);
    }));
    return { names, columns, said, data: [rows.map((_, at) => at), ...lines] };
  }

  function draw(figure) {
    const table = document.querySelector(`table[aria-labelledby="${figure.dataset.trend}-title"]`);
    const found = read(table);
    const short = table.tBodies[0].rows;
    const shares = figure.dataset.shares === "yes";
    const language = document.documentElement.lang === "es" ? "es-US" : "en-US";
    const number = new Intl.NumberFormat(language, shares ? { style: "percent", maximumFractionDigits: 1 } : { notation: "compact" });
    const box = figure.querySelector(".plot");
    const readout = figure.querySelector(".readout");
    const lineColors = [color("--water"), color("--clay"), color("--sun")];
    const axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false }, font: "13px system-ui, sans-serif" };

    function tell(plot) {
      const at = plot.cursor.idx;
      readout.textContent = at === null || at === undefined ? "\u00a0" :
        `${found.names[at]}: ${found.columns.map((name, line) => `${name} ${found.said[line][at]}`).join(" · ")}`;
    }

    const plot = new uPlot({
      width: Math.max(box.clientWidth, 200),
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      scales: { x: { time: false, range: (_, low, high) => [low - 0.3, high + 0.3] }, y: { range: (_, low, high) => [0, high > 0 ? Math.min(high * 1.1, shares ? 1 : Infinity) : 1] } },
      series: [{}, ...found.columns.map((label, at) => ({
        label, stroke: lineColors[at], width: 2.5, dash: DASHES[at], spanGaps: false,
        points: { show: true, size: 6, fill: lineColors[at] },
      }))],
      axes: [
        { ...axis, size: 32, grid: { show: false }, splits: (each) => marks(found.names.length, each.bbox.width / devicePixelRatio), values: (_, places) => places.map((at) => short[at].dataset.short) },
        { ...axis, size: 56, values: (_, values) => values.map((value) => (shares || Number.isInteger(value) ? number.format(value) : "")) },
      ],
      hooks: { setCursor: [tell] },
    }, found.data, box);
    return plot;
  }

  // As many periods named as there is room for, the newest always among them.
  function marks(count, width) {
    const every = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / 64))));
    const places = [];
    for (let at = count - 1; at >= 0; at -= every) places.unshift(at);
    return places;
  }

  const drawn = new Map();
  function drawAll() {
    for (const figure of document.querySelectorAll("[data-trend]")) {
      drawn.get(figure)?.destroy();
      figure.hidden = false;
      drawn.set(figure, draw(figure));
    }
  }
  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);

  const fit = () => drawn.forEach((plot, figure) => {
    const width = figure.querySelector(".plot").clientWidth;
    if (width) plot.setSize({ width, height: HEIGHT });
  });
  new ResizeObserver(fit).observe(document.getElementById("main"));

  // What is folded is printed too.
  const folds = [...document.querySelectorAll("details.fold:not(.filters)")];
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = folds.filter((fold) => !fold.open);
    shut.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => shut.forEach((fold) => { fold.open = false; }));

  const form = document.querySelector("[data-combinations]");
  if (!form) return;
  const published = form.dataset.combinations.split(" ").map((each) => each.split("+").sort().join("+"));
  const filters = [...form.querySelectorAll("[data-filter]")];
  function openAndClose() {
    const set = filters.filter((filter) => filter.value && !filter.disabled);
    for (const filter of filters) {
      const together = [...set.filter((other) => other !== filter), filter].map((each) => each.name).sort().join("+");
      filter.disabled = !published.includes(together);
    }
  }
  form.addEventListener("change", openAndClose);
})();
