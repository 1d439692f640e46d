// The view as it stands, to be kept: one file that asks nothing of any other place, or on paper.
const GONE = "script,link,nav,.ask,.get,.ways,.keep,.skip,.side,.job,.nojs,button,form,progress";

/** The view as one HTML file with its pictures, its words and the page's style. */
export async function keep() {
  const style = await (await fetch("/static/page.css")).text();
  const whole = document.documentElement.cloneNode(true);
  whole.classList.remove("js");
  for (const part of whole.querySelectorAll("details")) part.open = true;
  for (const part of whole.querySelectorAll(GONE)) part.remove();
  for (const link of whole.querySelectorAll("a[href]")) if (!/^https?:/.test(link.getAttribute("href"))) link.replaceWith(...link.childNodes);
  for (const figure of whole.querySelectorAll("[data-chart]")) delete figure.dataset.chart;
  whole.querySelector("head").append(Object.assign(document.createElement("style"), { textContent: style }));
  const file = new Blob([`<!doctype html>\n${whole.outerHTML}`], { type: "text/html" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `tertius-${document.getElementById("main").dataset.view}.html` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** On paper in the colours of the day, whatever the screen's. */
export async function paper(anew, drawn) {
  const own = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
  anew();
  await drawn();
  window.print();
  if (own) document.documentElement.dataset.theme = own; else delete document.documentElement.dataset.theme;
  anew();
}
