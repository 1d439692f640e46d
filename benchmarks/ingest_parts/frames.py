"""The peer: pandas doing the same job (all columns as text, keys checked, duplicates marked, Parquet, panel)."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from tertius.events.layouts import GDELT_DAILY
from tertius.events.resolve import known, resolve

_VISIT = {"042": "visit", "043": "visit"}
_MUTUAL = {
    code: code for code in ("04", "040", "041", "044", "046", "057", "0571", "0572", "0573", "0574")
} | _VISIT
_WIDTHS = ["GLOBALEVENTID", "SQLDATE", "Actor1Code", "Actor1CountryCode", "Actor2Code", "Actor2CountryCode",
           "EventCode", "GoldsteinScale"]  # fmt: skip


def same_job(folder: Path, files: list[Path]) -> dict[str, Any]:
    """Every file: read, check, mark, write; then the panel."""
    start = time.perf_counter()
    kept, rows, duplicates = [], 0, 0
    for number, path in enumerate(files):
        frame = pd.read_csv(
            path, sep="\t", header=None, names=list(GDELT_DAILY), dtype=str, keep_default_na=False,
            quoting=csv.QUOTE_NONE,
        )  # fmt: skip
        frame = _checked(frame)
        frame["duplicate"] = _marked(frame)
        frame.to_parquet(folder / f"pandas-{number}.parquet", compression="zstd", index=False)
        rows += len(frame)
        duplicates += int((frame["duplicate"] >= 0).sum())
        kept.append(
            frame.loc[frame["usable"] & (frame["duplicate"] < 0), ["day", "source", "target", "value"]]
        )
    stored = time.perf_counter()
    got = _panel(pd.concat(kept, ignore_index=True))
    done = time.perf_counter()
    return {
        "store_s": stored - start,
        "panel_s": done - stored,
        "rows": rows,
        "duplicates": duplicates,
        **got,
    }


def straight(files: list[Path]) -> dict[str, Any]:
    """Only the columns a panel needs, nothing kept."""
    start = time.perf_counter()
    kept = []
    for path in files:
        frame = pd.read_csv(
            path, sep="\t", header=None, names=list(GDELT_DAILY), usecols=_WIDTHS, dtype=str, keep_default_na=False,
            quoting=csv.QUOTE_NONE,
        )  # fmt: skip
        frame = _checked(frame)
        kept.append(frame.loc[frame["usable"], ["day", "source", "target", "value"]])
    got = _panel(pd.concat(kept, ignore_index=True))
    return {"panel_s": time.perf_counter() - start, **got}


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates, codes and actors checked; rows that fail are dropped."""
    frame["day"] = pd.to_datetime(frame["SQLDATE"], format="%Y%m%d", errors="coerce")
    good = frame["day"].notna() & frame["EventCode"].str.fullmatch(r"[0-9]{2,4}")
    for column in ("Actor1CountryCode", "Actor2CountryCode"):
        strange = [code for code in frame[column].unique() if code and not known(code, "cameo")]
        good &= ~frame[column].isin(strange)
    frame = frame[good].reset_index(drop=True)
    days = frame["day"].to_numpy().astype("M8[D]").astype(np.int64)
    for side, column in (("source", "Actor1CountryCode"), ("target", "Actor2CountryCode")):
        codes = pa.array(frame[column].replace({"": None}), pa.string())
        frame[side] = pd.array(resolve(codes, days, scheme="cameo").to_pylist(), dtype="str")
    frame["value"] = pd.to_numeric(frame["GoldsteinScale"], errors="coerce")
    frame["usable"] = frame["source"].notna() & frame["target"].notna() & (frame["source"] != frame["target"])
    return frame


def _marked(frame: pd.DataFrame) -> pd.Series:
    """Position of the first row that each row repeats, under the four rules of the store; -1 for none."""
    frame = frame.assign(n=np.arange(len(frame)))
    of = pd.Series(-1, index=frame.index)
    named = (frame["Actor1Code"] != "") & (frame["Actor2Code"] != "")
    _mark(of, frame, ["GLOBALEVENTID", "day"])
    _mark(of, frame[named], ["day", "Actor1Code", "Actor2Code", "EventCode"])
    both = frame[named & frame["EventCode"].isin(list(_MUTUAL))]
    a, b = both["Actor1Code"], both["Actor2Code"]
    swap = (both["EventCode"] == "043") | (~both["EventCode"].isin(list(_VISIT)) & (a > b))
    both = both.assign(deed=both["EventCode"].map(_MUTUAL), one=a.where(~swap, b), two=b.where(~swap, a))
    _mark(of, both, ["day", "deed", "one", "two"])
    _mark(
        of,
        frame[named & frame["SOURCEURL"].str.startswith("http")],
        ["SOURCEURL", "Actor1Code", "Actor2Code", "EventCode"],
    )
    return of


def _mark(of: pd.Series, rows: pd.DataFrame, keys: list[str]) -> None:
    repeated = rows[rows.duplicated(keys, keep=False)]
    first = repeated.groupby(keys, sort=False)["n"].transform("min")
    later = first[(first != repeated["n"]) & (of[repeated.index] < 0)]
    of[later.index] = later


def _panel(acts: pd.DataFrame) -> dict[str, Any]:
    swap = acts["source"] > acts["target"]
    a, b = acts["source"].where(~swap, acts["target"]), acts["target"].where(~swap, acts["source"])
    chain = {"SUN": "RUS", "VNM": "VNM", "FRG": "DEU", "YUG": "SRB"}
    month = acts["day"].to_numpy().astype("M8[M]")
    keyed = pd.DataFrame(
        {"a": a.replace(chain), "b": b.replace(chain), "month": month, "value": acts["value"]}
    )
    again = keyed["a"] > keyed["b"]
    keyed.loc[again, ["a", "b"]] = keyed.loc[again, ["b", "a"]].to_numpy()
    cells = keyed.groupby(["a", "b", "month"])["value"].agg(["count", "mean", "var"])
    return {
        "acts": float(cells["count"].sum()),
        "total": float((cells["count"] * cells["mean"]).sum()),
        "cells": len(cells),
    }
