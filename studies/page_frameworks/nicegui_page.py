"""The picture and a slider in NiceGUI."""

import json
import os
from pathlib import Path

from fastapi import Response
from nicegui import app, ui

SPEC = json.loads(Path(os.environ["PAGE_SPEC"]).read_text())
BUNDLE = Path(os.environ["PAGE_BUNDLE"]).read_text()

SHOW = """<script>function show(spec, value) {
  const draw = () => window.vegaEmbed ? vegaEmbed('#chart', spec, {actions: false, renderer: 'svg'}) : setTimeout(draw, 50);
  draw();
  history.replaceState(null, '', '/?c=' + value);
}</script>"""


@app.get("/vega.js")
def bundle() -> Response:
    return Response(BUNDLE, media_type="text/javascript")


@ui.page("/")
def page(c: float = 0) -> None:
    ui.add_head_html('<script src="/vega.js" type="module"></script>')
    ui.add_head_html(SHOW)
    ui.html('<div id="chart"></div>', sanitize=False)

    def draw(value: float) -> None:
        spec = json.dumps({**SPEC, "title": f"c0 {value}"})
        ui.run_javascript(f"show({spec}, {value})")

    ui.slider(min=-3, max=3, step=1, value=c, on_change=lambda event: draw(event.value))
    draw(c)


ui.run(port=int(os.environ["PAGE_PORT"]), host="127.0.0.1", show=False, reload=False)
