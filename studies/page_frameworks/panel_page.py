"""The picture and a slider in Panel."""

import json
import os
from pathlib import Path

import panel as pn

pn.extension("vega")
SPEC = json.loads(Path(os.environ["PAGE_SPEC"]).read_text())


def page() -> pn.Column:
    slider = pn.widgets.IntSlider(name="c0", start=-3, end=3, value=0)
    pn.state.location.sync(slider, {"value": "c"})
    picture = pn.bind(lambda value: {**SPEC, "title": f"c0 {value}"}, slider)
    return pn.Column(slider, pn.pane.Vega(picture))


pn.serve(page, port=int(os.environ["PAGE_PORT"]), address="127.0.0.1", show=False)
