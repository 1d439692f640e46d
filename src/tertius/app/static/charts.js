// Vega-Lite charts as the server makes them, in the colours of the screen; a chosen mark is told to the page.
const DARK = {
  "#1d2733": "#e6e9ed", "#5a6572": "#a3adb8", "#dfe3e8": "#333c46", "#1f5a8c": "#7db4e6", "#b4602c": "#e0a070", "#12356b": "#6fa8e8",
  "#b04617": "#ea8468", "#8f9094": "#9aa5b1", "#7a5aa6": "#b79be0", "#4b5563": "#9aa5b1", "#c08a1e": "#e0b654", "#f7f5ef": "#3a4149", "#e9e7e0": "#262d35", "#efeee9": "#1d242c",
};
const views = new WeakMap();

const dark = () => {
  const own = document.documentElement.dataset.theme;
  return own ? own === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

let script = null;
function vega() {
  script ??= new Promise((good, bad) => {
    const part = Object.assign(document.createElement("script"), { src: "/vega.js", type: "module" });
    part.onload = () => good(window.vegaEmbed);
    part.onerror = bad;
    document.head.append(part);
  });
  return script;
}

/** Fetch a figure's chart at the figure's width and draw it. */
export async function draw(figure, chosen) {
  figure.dataset.drawn = "1";
  const plot = figure.querySelector(".plot");
  const width = Math.max(260, Math.min(1100, Math.floor(figure.clientWidth)));
  const url = figure.dataset.chart;
  try {
    const [embed, got] = await Promise.all([vega(), fetch(`${url}${url.includes("?") ? "&" : "?"}width=${width}`)]);
    let text = await got.text();
    if (!got.ok) throw new Error(JSON.parse(text).error);
    if (dark()) text = text.replace(/#[0-9a-f]{6}\b/g, (colour) => DARK[colour] ?? colour);
    const spec = JSON.parse(text);
    const shown = await embed(plot, spec, {
      ast: true, actions: false, renderer: "svg", defaultStyle: false, loader: { load: () => Promise.reject(new Error("no address is asked")) },
      tooltip: { theme: dark() ? "dark" : "light" },
    });
    views.set(figure, shown.view);
    plot.setAttribute("role", "img");
    plot.removeAttribute("aria-roledescription");
    plot.setAttribute("aria-label", spec.description ?? plot.getAttribute("aria-label"));
    plot.querySelector("svg")?.setAttribute("aria-hidden", "true");
    listen(shown.view, plot, spec, chosen);
    figure.dataset.shown = "1";
  } catch (problem) {
    plot.textContent = `${document.getElementById("main").dataset.undrawn} ${problem.message ?? ""}`;
  }
}

/** Put other data into a drawing that is there. */
export async function redraw(figure, data, words) {
  const view = views.get(figure);
  if (!view) return;
  for (const [name, rows] of Object.entries(data)) view.data(name, rows);
  await view.runAsync();
  figure.querySelector(".plot").setAttribute("aria-label", words);
}

const count = (year) => Math.round((year - 1970) * 12);
const name = (number) => `${1970 + Math.floor(number / 12)}-${String(((number % 12) + 12) % 12 + 1).padStart(2, "0")}`;
const span = (first, last) => (first === last ? name(first) : `${name(first)}..${name(last)}`);

function listen(view, plot, spec, chosen) {
  let brushed = null;
  try {
    view.addSignalListener("brush", (_, value) => { brushed = value && Object.values(value)[0]; });
  } catch { /* a chart without a brush */ }
  plot.addEventListener("pointerup", () => setTimeout(() => {
    if (brushed && brushed[1] - brushed[0] > 0.09) {
      const [first, last] = [Math.floor((brushed[0] - 1970) * 12 + 0.3), Math.ceil((brushed[1] - 1970) * 12 - 0.3) - 1];
      brushed = null;
      chosen({ months: span(first, Math.max(first, last)) });
    }
  }, 60));
  view.addEventListener("click", (_, item) => {
    const at = item?.datum;
    if (!at || (brushed && brushed[1] - brushed[0] > 0.09)) return;
    if (at.properties?.state && at.properties.tilt !== null) chosen({ state: at.properties.state });
    else if (at.w0 !== undefined) chosen({ weights: [at.w0, at.w1, at.w2] });
    else if (at.x2 !== undefined && plot.closest("[data-chart*=story]")) chosen({ months: span(count(at.x), count(at.x2) - 1) });
  });
  let dragging = false;
  plot.addEventListener("pointerdown", () => { dragging = true; });
  window.addEventListener("pointerup", () => { dragging = false; });
  view.addEventListener("pointermove", (_, item) => {
    const at = item?.datum;
    if (dragging && at?.w0 !== undefined) chosen({ weights: [at.w0, at.w1, at.w2] });
  });
}
