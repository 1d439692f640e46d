// The page answers without a reload: the same addresses, fetched, and only what changed is put in.
import { draw, redraw } from "/static/charts.js";
import { watchDrops } from "/static/drops.js";
import { keep, paper } from "/static/keep.js";

const root = document.documentElement;
root.classList.add("js");
const main = () => document.getElementById("main");
const answer = () => document.getElementById("answer");
let asking = null;

/** Show an address; `push` says whether going back leads here again, `all` whether the controls are replaced, too. */
async function go(address, { push = "push", all = false, keep = false } = {}) {
  asking?.abort();
  const own = (asking = new AbortController());
  document.body.classList.add("busy");
  try {
    const got = await fetch(address, { signal: own.signal, headers: { "x-part": "1" } });
    const text = await got.text();
    if (own.signal.aborted) return;
    const fresh = new DOMParser().parseFromString(text, "text/html");
    if (!fresh.getElementById("answer")) { location.assign(address); return; }
    if (push === "push") history.pushState(null, "", got.url);
    if (push === "replace") history.replaceState(null, "", got.url);
    put(fresh, all, keep);
  } catch (problem) {
    if (problem.name !== "AbortError") say(main().dataset.lost);
  } finally {
    if (asking === own) document.body.classList.remove("busy");
  }
}

function put(fresh, all, keep) {
  const kept = new Map();
  for (const figure of document.querySelectorAll("figure[data-chart][data-drawn]")) kept.set(figure.dataset.chart, figure);
  const focus = document.activeElement?.id;
  const scrolled = window.scrollY;
  for (const figure of fresh.querySelectorAll("figure[data-chart]")) {
    const old = kept.get(figure.dataset.chart);
    if (old) figure.replaceWith(old);
  }
  document.title = fresh.title;
  for (const part of ["header nav", ".side"]) document.querySelector(part).replaceWith(fresh.querySelector(part));
  if (all || !main().querySelector(".ask")) main().replaceWith(fresh.getElementById("main"));
  else {
    answer().replaceWith(fresh.getElementById("answer"));
    controls(fresh);
  }
  ready();
  if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  if (keep) window.scrollTo(0, scrolled);
}

/** Controls that came or went (an assumption's slider) follow; those in use stay as they are. */
function controls(fresh) {
  const [now, then] = [main().querySelector(".ask"), fresh.querySelector(".ask")];
  if (!now || !then) return;
  const names = (part) => [...part.querySelectorAll("input,select")].map((each) => each.name + (each.max ?? "") + (each.options?.length ?? "")).join();
  if (names(now) !== names(then)) now.replaceWith(then);
}

function say(text) {
  const part = answer().querySelector(".lost") ?? answer().appendChild(Object.assign(document.createElement("p"), { className: "warn lost" }));
  part.setAttribute("role", "alert");
  part.textContent = text;
}

/** The address of a form, without what is empty. */
function address(form) {
  const words = new URLSearchParams();
  for (const [key, value] of new FormData(form)) if (value !== "") words.set(key, value);
  const query = words.toString();
  return form.getAttribute("action").split("?")[0] + (query ? `?${query}` : "");
}

function ready() {
  document.querySelector("header [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  for (const figure of document.querySelectorAll("figure[data-chart]:not([data-drawn])")) draw(figure, chosen);
  for (const job of document.querySelectorAll("[data-job]")) follow(job);
  for (const form of document.querySelectorAll("form[data-live]:not([data-ready])")) live(form);
  for (const form of document.querySelectorAll("form[data-map]:not([data-ready])")) time(form);
  for (const form of document.querySelectorAll("form[data-pivots]:not([data-ready])")) boxes(form);
  for (const part of document.querySelectorAll("[data-regions]:not([data-ready])")) regions(part);
  watchDrops((to) => location.assign(to));
}

/** A mark of a chart was chosen: months of a picture, a state of the map. */
function chosen(what) {
  const words = new URLSearchParams(location.search);
  if (what.months) {
    for (const name of ["from", "to", "sources"]) words.delete(name);
    words.set("months", what.months);
    go(`${location.pathname}?${words}`, { keep: true });
  } else if (what.state) {
    const link = [...document.querySelectorAll("#ranked a")].find((each) => new URL(each.href).searchParams.get("of")?.startsWith(`${what.state}.`));
    if (link) location.assign(link.href);
  } else if (what.weights) weigh(what.weights);
}

function live(form) {
  form.dataset.ready = "1";
  form.addEventListener("submit", (event) => { event.preventDefault(); go(address(form), { keep: true }); });
  for (const each of form.querySelectorAll("[data-submit]")) each.addEventListener("change", () => go(address(form), { all: true }));
  if (form.dataset.live !== "input") return;
  let waiting;
  const soon = (push) => { clearTimeout(waiting); waiting = setTimeout(() => go(address(form), { push, keep: true }), 90); };
  form.addEventListener("input", (event) => {
    tell(form, event.target);
    const clear = event.target.dataset.clear;
    if (clear) form.querySelector(`[name=${clear}]`)?.remove();
    if (event.target.matches("[data-submit]")) return;
    soon("replace");
  });
  form.addEventListener("change", (event) => { if (!event.target.matches("[data-submit]")) soon("push"); });
}

function tell(form, control) {
  const out = form.querySelector(`output[for="${control.id}"]`);
  if (out) out.textContent = [control.value, out.dataset.unit].filter(Boolean).join(" ");
}

function follow(part) {
  if (part.dataset.followed) return;
  part.dataset.followed = "1";
  const [doing, bar] = [part.querySelector(".doing"), part.querySelector("progress")];
  part.querySelector(".stop").addEventListener("click", async () => {
    part.dataset.ended = "1";
    await fetch(`/job/${part.dataset.job}/stop`, { method: "POST" });
    const [text, again] = [["p", main().dataset.stopped, ""], ["button", main().dataset.again, "again"]].map(([tag, textContent, className]) => Object.assign(document.createElement(tag), { textContent, className }));
    part.replaceChildren(text, again);
  });
  const look = async () => {
    if (!part.isConnected || part.dataset.ended) return;
    let told = { state: "stopped" };
    try { told = await (await fetch(`/job/${part.dataset.job}${location.search}`)).json(); } catch { say(main().dataset.lost); return; }
    if (told.state === "good" || told.state === "bad") { go(location.href, { push: "none", keep: true, all: !main().querySelector(".ask") }); return; }
    if (told.state === "stopped") return;
    if (told.doing) doing.textContent = told.doing;
    if (told.of) { bar.max = told.of; bar.value = told.done; } else bar.removeAttribute("value");
    setTimeout(look, 60);  // the server answers when it is done, and tells how far it is meanwhile
  };
  setTimeout(look, 20);
}

/** The map's slider: another month is put into the drawing that is there. */
function time(form) {
  form.dataset.ready = "1";
  const [slider, out, play] = [form.querySelector("#time"), form.querySelector("output"), form.querySelector(".play")];
  const first = form.dataset.first.split("-").map(Number);
  const month = (number) => { const count = first[0] * 12 + first[1] - 1 + number; return `${Math.floor(count / 12)}-${String(count % 12 + 1).padStart(2, "0")}`; };
  const words = new Intl.DateTimeFormat(root.lang, { year: "numeric", month: "long", timeZone: "UTC" });
  const told = (at) => { const text = words.format(new Date(`${at}-01T00:00:00Z`)); out.textContent = text; slider.setAttribute("aria-valuetext", text); };
  told(month(Number(slider.value)));
  let busy = false, wanted = null, playing = 0;
  const show = async (number) => {
    const at = month(number);
    told(at);
    if (busy) { wanted = number; return; }
    busy = true;
    try {
      const url = form.dataset.map;
      const got = await (await fetch(`${url}${url.includes("?") ? "&" : "?"}month=${at}`)).json();
      if (got.error) { say(got.error); return; }
      await redraw(document.querySelector("figure.map"), got.data, got.said);
      document.getElementById("said").textContent = got.said;
      list(got.rows);
      const words = new URLSearchParams(location.search);
      words.set("month", at);
      history.replaceState(null, "", `${location.pathname}?${words}`);
      for (const link of document.querySelectorAll("figure.map .get a, .side a")) link.href = moved(link.href, at);
    } catch { say(main().dataset.lost); } finally {
      busy = false;
      if (wanted !== null) { const next = wanted; wanted = null; show(next); }
    }
  };
  const moved = (href, at) => { const url = new URL(href); url.searchParams.set("month", at); return url.href; };
  slider.addEventListener("input", () => show(Number(slider.value)));
  const stop = () => { clearInterval(playing); playing = 0; play.textContent = play.dataset.play; play.setAttribute("aria-pressed", "false"); };
  play.addEventListener("click", () => {
    if (playing) { stop(); return; }
    if (Number(slider.value) >= Number(slider.max)) slider.value = 0;
    play.textContent = play.dataset.pause;
    play.setAttribute("aria-pressed", "true");
    playing = setInterval(() => {
      if (!form.isConnected || Number(slider.value) >= Number(slider.max)) { stop(); return; }
      if (busy) return;
      slider.value = Number(slider.value) + 3;
      show(Number(slider.value));
    }, 350);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}

function list(rows) {
  const make = (tag, words, more = {}) => Object.assign(document.createElement(tag), { textContent: words, ...more });
  document.getElementById("ranked").replaceChildren(...rows.map((row) => {
    const bar = make("i", "", { className: row.lean > 0 ? "b-a" : "b-b" });
    Object.assign(bar.style, { left: `${row.lean > 0 ? 50 : 50 + 50 * row.lean}%`, width: `${50 * Math.abs(row.lean)}%`, opacity: 0.3 + 0.7 * row.sure });
    const lean = make("span", "", { className: "lean", ariaHidden: "true" });
    lean.append(bar);
    const link = make("a", "", { href: row.to, title: row.words });
    link.append(make("span", row.name), lean, make("span", row.shown, { className: "n" }));
    const item = make("li", "");
    item.append(link);
    return item;
  }));
}

function boxes(form) {
  form.dataset.ready = "1";
  const most = Number(form.dataset.pivots);
  form.addEventListener("change", (event) => {
    const on = [...form.querySelectorAll("input[type=checkbox]:checked")];
    if (on.length > most) { event.target.checked = false; return; }
    const words = new URLSearchParams(location.search);
    words.set("pivots", on.map((each) => each.value).join("."));
    if (!on.length) words.delete("pivots");
    go(`${location.pathname}?${words}`, { keep: true });
  });
}

/** Weights of the three values: dragged in the triangle, or set with the sliders; the table says what is best there. */
function regions(part) {
  part.dataset.ready = "1";
  const sliders = [...part.querySelectorAll(".weight")];
  for (const each of sliders) each.addEventListener("input", () => {
    const total = sliders.reduce((sum, one) => sum + Number(one.value), 0) || 1;
    best(sliders.map((one) => Number(one.value) / total));
  });
}

function weigh(weights) {
  const sliders = [...document.querySelectorAll(".weight")];
  sliders.forEach((each, k) => { each.value = Math.round(100 * weights[k]); });
  best(weights);
}

function best(weights) {
  const rows = JSON.parse(document.getElementById("regions").textContent);
  const far = (row) => row.w.reduce((sum, value, k) => sum + (value - weights[k]) ** 2, 0);
  document.getElementById("best").textContent = rows.reduce((one, other) => (far(other) < far(one) ? other : one)).best;
  document.querySelectorAll("[data-regions] output").forEach((out, k) => { out.textContent = `${Math.round(100 * weights[k])} %`; });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    go(link.href, { keep: link.dataset.go !== "all", all: link.dataset.go === "all" });
    if (link.closest(".path")) document.getElementById("behind")?.scrollIntoView({ block: "start" });
    return;
  }
  if (event.target.closest(".keep-html")) { keep(); return; }
  if (event.target.closest(".keep-paper")) { paper(anew, drawn); return; }
  if (event.target.closest(".again")) { go(location.href, { push: "none", all: true }); return; }
  if (event.target.closest(".theme")) {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("tertius-theme", root.dataset.theme); } catch { /* for this page alone */ }
    anew();
  }
});

/** Every chart again, in the colours or the width that hold now. */
function anew() {
  for (const figure of document.querySelectorAll("figure[data-drawn]")) { delete figure.dataset.drawn; delete figure.dataset.shown; draw(figure, chosen); }
}
/** Until every chart is there. */
async function drawn() {
  while (document.querySelector("figure[data-chart]:not([data-shown])")) await new Promise((good) => setTimeout(good, 50));
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
let width = window.innerWidth, resized;
window.addEventListener("resize", () => {
  clearTimeout(resized);
  resized = setTimeout(() => { if (Math.abs(window.innerWidth - width) > 40) { width = window.innerWidth; anew(); } }, 250);
});
window.addEventListener("popstate", () => go(location.href, { push: "none", all: true }));
ready();
