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
  document.addEventListener("click", function (event) {
    var mark = event.target.closest ? event.target.closest("[data-to]") : null;
    if (mark) { location.hash = mark.getAttribute("data-to"); }
  });
  window.addEventListener("scroll", hide, { passive: true });
  function open() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    var box = target.closest("details"), shut = false;
    while (box) { if (!box.open) { box.open = true; shut = true; } box = box.parentElement.closest("details"); }
    if (shut) { target.scrollIntoView(); }
  }
  function each(what, act) { document.querySelectorAll(what).forEach(act); }
  function save(parts, name, kind) {
    var link = document.createElement("a");
    link.setAttribute("href", URL.createObjectURL(parts instanceof Blob ? parts : new Blob(parts, { type: kind })));
    link.download = name;
    link.click();
  }
  each("[data-copy]", function (button) {
    button.addEventListener("click", function () {
      var address = location.href.split("#")[0], said = document.getElementById("copied");
      function done() { said.textContent = button.getAttribute("data-done"); }
      function show() { said.textContent = address; }
      if (navigator.clipboard) { navigator.clipboard.writeText(address).then(done, show); } else { show(); }
    });
  });
  each("#recipient", function (field) {
    var mail = document.getElementById("mail");
    field.addEventListener("input", function () {
      mail.setAttribute("href", "mailto:" + encodeURIComponent(field.value.trim()).replace(/%40/g, "@") + "?subject="
        + encodeURIComponent(mail.getAttribute("data-subject")) + "&body=" + encodeURIComponent(mail.getAttribute("data-body")));
    });
  });
  each("[data-save]", function (button) {
    button.addEventListener("click", function () {
      var name = button.getAttribute("data-name"), said = document.getElementById(button.getAttribute("data-save")).textContent;
      save([/\.ris$/.test(name) ? said.replace(/\r?\n/g, "\r\n") : said], name, "text/plain");
    });
  });

  // A figure as a file of its own: colours and font as attributes, on white.
  function drawing(figure) {
    var shown = Array.from(figure.querySelectorAll("svg")).find(function (one) { return one.getBoundingClientRect().width; });
    var copy = shown.cloneNode(true), was = shown.querySelectorAll("*"), now = copy.querySelectorAll("*");
    var box = shown.viewBox.baseVal, back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    now.forEach(function (mark, k) {
      if (mark.getAttribute("class")) {
        var look = getComputedStyle(was[k]);
        ["fill", "stroke"].forEach(function (name) { if (look[name]) { mark.setAttribute(name, look[name]); } });
        mark.removeAttribute("class");
      }
      ["data-tip", "data-to"].forEach(function (name) { mark.removeAttribute(name); });
    });
    [["x", box.x], ["y", box.y], ["width", box.width], ["height", box.height],
      ["fill", getComputedStyle(document.body).backgroundColor]].forEach(function (pair) { back.setAttribute(pair[0], pair[1]); });
    copy.insertBefore(back, copy.firstChild);
    [["width", box.width], ["height", box.height], ["font-family", getComputedStyle(shown).fontFamily]].forEach(function (pair) {
      copy.setAttribute(pair[0], pair[1]);
    });
    return { text: new XMLSerializer().serializeToString(copy), width: box.width, height: box.height };
  }
  each("[data-figure]", function (button) {
    button.addEventListener("click", function () {
      var figure = button.closest("figure"), made = drawing(figure), name = figure.id.slice(2), kind = "image/svg+xml";
      if (button.getAttribute("data-figure") === "svg") { save([made.text], name + ".svg", kind); return; }
      var picture = new Image(), sheet = document.createElement("canvas");
      picture.onload = function () {
        sheet.width = 3 * made.width;
        sheet.height = 3 * made.height;
        sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
        sheet.toBlob(function (points) { save(points, name + ".png"); });
      };
      picture.src = URL.createObjectURL(new Blob([made.text], { type: kind }));
    });
  });

  // A table as rows of text.
  function text(node) {
    if (node.nodeType === 3) { return node.textContent; }
    var inner = Array.from(node.childNodes).map(text).join("");
    if (node.tagName === "LI" || (node.classList && node.classList.contains("ref"))) { return "\n" + inner; }
    return inner;
  }
  function rows(table) {
    return Array.from(table.rows).map(function (row) {
      return Array.from(row.cells).map(function (cell) { return text(cell).trim(); });
    });
  }
  var NUMBER = /^[-+\u2212]?\d+(\.\d+)?$/;
  function csv(table) {
    return "\ufeff" + rows(table).map(function (row) {
      return row.map(function (cell) {
        var safe = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell) && !NUMBER.test(cell) ? "'" + cell : cell;
        return '"' + safe.replace(/"/g, '""') + '"';
      }).join(",");
    }).join("\r\n") + "\r\n";
  }

  // A workbook: Office Open XML, its parts stored in a zip without compression.
  var CRC = Array.from({ length: 256 }, function (_, n) {
    for (var k = 0; k < 8; k += 1) { n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; }
    return n >>> 0;
  });
  function zip(files) {
    var parts = [], list = [], at = 0;
    function bytes(sizes, values) {
      var view = new DataView(new ArrayBuffer(sizes.reduce(function (a, b) { return a + b; }, 0))), place = 0;
      sizes.forEach(function (size, k) {
        if (size === 2) { view.setUint16(place, values[k], true); } else { view.setUint32(place, values[k], true); }
        place += size;
      });
      return new Uint8Array(view.buffer);
    }
    files.forEach(function (file) {
      var name = new TextEncoder().encode(file[0]), body = new TextEncoder().encode(file[1]), sum = 0xffffffff;
      body.forEach(function (byte) { sum = CRC[(sum ^ byte) & 255] ^ (sum >>> 8); });
      sum = (sum ^ 0xffffffff) >>> 0;
      var about = [20, 0x800, 0, 0, 33, sum, body.length, body.length, name.length, 0];
      var head = bytes([4, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2], [0x04034b50].concat(about));
      list.push(bytes([4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4], [0x02014b50, 20].concat(about, [0, 0, 0, 0, at])), name);
      parts.push(head, name, body);
      at += head.length + name.length + body.length;
    });
    var size = list.reduce(function (sum, part) { return sum + part.length; }, 0), n = files.length;
    return parts.concat(list, [bytes([4, 2, 2, 2, 2, 4, 4, 2], [0x06054b50, 0, 0, n, n, size, at, 0])]);
  }
  function plain(text) {
    return text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "\ufffd").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }
  function sheet(table) {
    var body = rows(table).map(function (row) {
      return "<row>" + row.map(function (cell) {
        if (NUMBER.test(cell)) { return "<c><v>" + Number(cell.replace("\u2212", "-")) + "</v></c>"; }
        return '<c t="inlineStr"><is><t xml:space="preserve">' + plain(cell) + "</t></is></c>";
      }).join("") + "</row>";
    }).join("");
    return XML + '<worksheet xmlns="' + MAIN + '"><sheetData>' + body + "</sheetData></worksheet>";
  }
  var XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  var FORMATS = "http://schemas.openxmlformats.org/", MAIN = FORMATS + "spreadsheetml/2006/main";
  var REL = FORMATS + "officeDocument/2006/relationships", PACK = FORMATS + "package/2006/", TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  function book(tables) {
    var names = tables.map(function (table) { return table.id.slice(2, 33); });
    function all(make) { return names.map(function (name, k) { return make(name, k + 1); }).join(""); }
    return zip([
      ["[Content_Types].xml", XML + '<Types xmlns="' + PACK + 'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="' + TYPE + 'sheet.main+xml"/>'
        + all(function (_, k) { return '<Override PartName="/xl/worksheets/sheet' + k + '.xml" ContentType="' + TYPE + 'worksheet+xml"/>'; }) + "</Types>"],
      ["_rels/.rels", XML + '<Relationships xmlns="' + PACK + 'relationships"><Relationship Id="r1" Type="' + REL + '/officeDocument" Target="xl/workbook.xml"/></Relationships>'],
      ["xl/workbook.xml", XML + '<workbook xmlns="' + MAIN + '" xmlns:r="' + REL + '"><sheets>'
        + all(function (name, k) { return '<sheet name="' + name + '" sheetId="' + k + '" r:id="r' + k + '"/>'; }) + "</sheets></workbook>"],
      ["xl/_rels/workbook.xml.rels", XML + '<Relationships xmlns="' + PACK + 'relationships">'
        + all(function (_, k) { return '<Relationship Id="r' + k + '" Type="' + REL + '/worksheet" Target="worksheets/sheet' + k + '.xml"/>'; }) + "</Relationships>"]
    ].concat(tables.map(function (table, k) { return ["xl/worksheets/sheet" + (k + 1) + ".xml", sheet(table)]; })));
  }
  each("[data-table]", function (button) {
    button.addEventListener("click", function () {
      var table = button.closest("table"), name = table.id.slice(2);
      if (button.getAttribute("data-table") === "csv") { save([csv(table)], name + ".csv", "text/csv"); } else { save(book([table]), name + ".xlsx", TYPE + "sheet"); }
    });
  });
  each("[data-book]", function (button) {
    button.addEventListener("click", function () {
      save(book(Array.from(document.querySelectorAll("table[id^='t-']"))), button.getAttribute("data-book"), TYPE + "sheet");
    });
  });
  window.addEventListener("hashchange", open);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.printed").forEach(function (box) { box.open = true; });
  });
  open();
})();
