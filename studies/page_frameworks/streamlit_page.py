"""The picture and a slider in Streamlit."""

import json
import os
from pathlib import Path

import streamlit as st


@st.cache_data
def picture() -> dict:
    return json.loads(Path(os.environ["PAGE_SPEC"]).read_text())


value = st.slider("c0", -3, 3, int(float(st.query_params.get("c", "0"))))
st.query_params["c"] = str(value)
st.vega_lite_chart({**picture(), "title": f"c0 {value}"}, width="content")
