(function () {
  "use strict";
  var tip = document.getElementById("tip");
  function hide() { tip.hidden = true; }
  function show(event) {
    var mark = event.target.closest ? event.target.closest("[data-tip]") : null;
    if (!mark) { hide(); return; }
    tip.textContent = mark.getAttribute("data-tip");
    tip.hidden = false;
    var box = tip.getBoundingClientRect(), wide = document.documentElement.clientWidth;
    var left = Math.min(event.clientX + 14, wide - box.width - 8);
    var top = event.clientY + 18;
    if (top + box.height > window.innerHeight) { top = event.clientY - box.height - 12; }
    tip.style.left = Math.max(8, left) + "px";
    tip.style.top = Math.max(8, top) + "px";
  }
  document.querySelectorAll("figure svg").forEach(function (drawing) {
    drawing.addEventListener("pointermove", show);
    drawing.addEventListener("pointerdown", show);
    drawing.addEventListener("pointerleave", hide);
  });
  window.addEventListener("scroll", hide, { passive: true });
  function open() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    var box = target.closest("details"), shut = false;
    while (box) { if (!box.open) { box.open = true; shut = true; } box = box.parentElement.closest("details"); }
    if (shut) { target.scrollIntoView(); }
  }
  document.querySelectorAll("[data-copy]").forEach(function (link) {
    link.addEventListener("click", function () {
      if (navigator.clipboard) { navigator.clipboard.writeText(location.href.split("#")[0]); }
    });
  });
  document.querySelectorAll("[data-save]").forEach(function (button) {
    button.addEventListener("click", function () {
      var text = document.getElementById(button.getAttribute("data-save")).textContent, link = document.createElement("a");
      link.setAttribute("href", URL.createObjectURL(new Blob([text], { type: "text/plain" })));
      link.download = button.getAttribute("data-name");
      link.click();
    });
  });
  window.addEventListener("hashchange", open);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.printed").forEach(function (box) { box.open = true; });
  });
  open();
})();
