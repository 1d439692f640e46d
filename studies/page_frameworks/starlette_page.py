"""The picture and a native slider on Starlette."""

import json
import os
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

SPEC = json.loads(Path(os.environ["PAGE_SPEC"]).read_text())
BUNDLE = Path(os.environ["PAGE_BUNDLE"]).read_text()
PAGE = """<!doctype html><title>picture</title><input type=range role=slider aria-label=c0 min=-3 max=3 value=0>
<div id=chart></div>
<script type=module src=/vega.js></script><script type=module>
const slider = document.querySelector('input');
const draw = async () => {
  const spec = await (await fetch('/spec?c=' + slider.value)).json();
  history.replaceState(null, '', '?c=' + slider.value);
  vegaEmbed('#chart', spec, {actions: false, renderer: 'svg'});
};
slider.oninput = draw;
draw();</script>"""

site = Starlette(
    routes=[
        Route("/", lambda _: HTMLResponse(PAGE)),
        Route("/vega.js", lambda _: Response(BUNDLE, media_type="text/javascript")),
        Route("/spec", lambda request: JSONResponse({**SPEC, "title": f"c0 {request.query_params['c']}"})),
    ]
)
uvicorn.run(site, port=int(os.environ["PAGE_PORT"]), log_level="warning")
