// <limit-chart data-source="id">: draws the JSON of the script element with that id, and again whenever it changes.
import { LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, DataZoomInsideComponent, DataZoomSliderComponent, GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([
  AriaComponent,
  DataZoomInsideComponent,
  DataZoomSliderComponent,
  GridComponent,
  LineChart,
  ScatterChart,
  SVGRenderer,
  TooltipComponent,
]);

const SYMBOLS = {
  draw: ["triangle", 180],
  repayment: ["triangle", 0],
  limit: ["diamond", 0],
  hold: ["circle", 0],
};
const ENOUGH_TO_ZOOM = 12;
const NARROW_PX = 520;

class LimitChart extends HTMLElement {
  connectedCallback() {
    this.source = document.getElementById(this.dataset.source);
    this.chart = echarts.init(this, null, { renderer: "svg", locale: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN" });
    this.watchers = [
      watch(new MutationObserver(() => this.draw()), this.source, { childList: true, characterData: true, subtree: true }),
      watch(new MutationObserver(() => this.draw(true)), document.documentElement, { attributeFilter: ["data-bs-theme"] }),
      watch(new ResizeObserver(() => this.resize()), this),
    ];
    this.draw();
  }

  disconnectedCallback() {
    for (const watcher of this.watchers) watcher.disconnect();
    this.chart.dispose();
  }

  resize() {
    const narrow = this.clientWidth < NARROW_PX;
    this.chart.resize();
    if (narrow !== this.narrow) this.draw();
  }

  draw(afresh = false) {
    const data = JSON.parse(this.source.textContent || "{}");
    if (!data.points) return;
    this.narrow = this.clientWidth < NARROW_PX;
    this.chart.setOption(options(data, colours(this), this.narrow), { notMerge: afresh });
    // one picture with one description; the table below has every figure
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", data.description);
  }
}

const watch = (observer, ...target) => {
  observer.observe(...target);
  return observer;
};

const colours = (element) => {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--chart-${name}`).trim();
  return Object.fromEntries(
    ["ink", "muted", "grid", "paper", "limit", "available", "area", "draw", "repayment", "hold"].map((name) => [name, read(name)]),
  );
};

const options = (data, colour, narrow) => {
  const language = document.documentElement.lang;
  const zoomed = data.points.length > ENOUGH_TO_ZOOM;
  return {
    aria: { enabled: false },
    animationDuration: still() ? 0 : 400,
    animationDurationUpdate: still() ? 0 : 300,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: colour.muted },
    grid: { left: 4, right: 12, top: 16, bottom: zoomed ? 56 : 8, containLabel: true },
    xAxis: {
      type: "time",
      splitNumber: narrow ? 3 : 6,
      axisLine: { lineStyle: { color: colour.grid } },
      axisTick: { show: false },
      axisLabel: { color: colour.muted, hideOverlap: true, fontSize: 12, formatter: { day: language.startsWith("zh") ? "{M}月{d}日" : "{MMM} {d}" } },
    },
    yAxis: {
      type: "value",
      min: 0,
      splitNumber: 4,
      splitLine: { lineStyle: { color: colour.grid } },
      axisLabel: { color: colour.muted, fontSize: 12, formatter: (value) => short(value, language) },
    },
    dataZoom: zoomed ? zooming(colour) : [],
    tooltip: tooltip(data, colour, language),
    series: [...lines(data, colour), ...markers(data, colour)],
  };
};

const lines = (data, colour) => [
  {
    id: "available",
    name: data.labels.available,
    type: "line",
    step: "end",
    symbol: "none",
    z: 3,
    lineStyle: { color: colour.available, width: 2.25, join: "round" },
    areaStyle: { color: colour.area, opacity: 1 },
    data: data.points.map(([at, , available]) => [at * 1000, available]),
  },
  {
    id: "limit",
    name: data.labels.limit,
    type: "line",
    step: "end",
    symbol: "none",
    z: 2,
    lineStyle: { color: colour.limit, width: 1.5, type: [6, 4] },
    data: data.points.map(([at, limit]) => [at * 1000, limit]),
  },
];

const markers = (data, colour) =>
  Object.entries(SYMBOLS).map(([kind, [symbol, turned]]) => ({
    id: `marks-${kind}`,
    type: "scatter",
    z: 4,
    symbol,
    symbolRotate: turned,
    symbolSize: kind === "hold" ? 9 : 11,
    cursor: "default",
    itemStyle: { color: colour[kind], borderColor: colour.paper, borderWidth: 1.5 },
    emphasis: { disabled: true },
    data: data.markers.filter((marker) => marker[0] === kind).map(([, at, height, text]) => ({ value: [at * 1000, height], text })),
  }));

const zooming = (colour) => [
  { id: "inside", type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, moveOnMouseMove: false, preventDefaultMouseMove: false },
  {
    id: "slider",
    type: "slider",
    height: 28,
    bottom: 6,
    brushSelect: true,
    showDataShadow: true,
    borderColor: colour.grid,
    backgroundColor: "transparent",
    fillerColor: colour.area,
    dataBackground: shadow(colour.grid),
    selectedDataBackground: shadow(colour.available),
    handleStyle: { color: colour.paper, borderColor: colour.limit },
    moveHandleSize: 0,
    showDetail: false,
  },
];

const shadow = (color) => ({ lineStyle: { color, opacity: 1, width: 1 }, areaStyle: { opacity: 0 } });

const tooltip = (data, colour, language) => ({
  trigger: "axis",
  confine: true,
  backgroundColor: colour.paper,
  borderColor: colour.grid,
  padding: [8, 12],
  textStyle: { color: colour.ink, fontSize: 13 },
  axisPointer: { type: "line", lineStyle: { color: colour.muted, type: [3, 3] } },
  formatter: (items) => described(items, data, language),
});

// Elements rather than markup: the page's security policy allows no inline styles.
const described = (items, data, language) => {
  const box = document.createElement("div");
  box.className = "chart-tip";
  box.append(line("strong", day(items[0].axisValue, data, language)));
  for (const { seriesId, seriesName, value, data: point } of items) {
    if (point.text) box.append(line("span", point.text));
    else if (value[1] !== null) box.append(line("span", `${seriesName} ${money(value[1], data.currency, language)}`, seriesId));
  }
  return box;
};

const line = (name, text, kind = "") => {
  const element = document.createElement(name);
  element.textContent = text;
  element.dataset.series = kind;
  return element;
};

const day = (value, data, language) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: data.zone }).format(new Date(value));
const money = (value, currency, language) => new Intl.NumberFormat(language, { style: "currency", currency }).format(value);
const short = (value, language) => new Intl.NumberFormat(language, { notation: "compact" }).format(value);
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

customElements.define("limit-chart", LimitChart);
