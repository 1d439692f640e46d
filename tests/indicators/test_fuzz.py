"""Damaged files give a clear refusal or a counted row, never a traceback."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.events.scales import load_scale
from tertius.indicators import read_indicators

FILES = [
    b"ccode1,ccode2,year,flow1,flow2\n2,200,1990,1,2\n2,710,1991,3,-9\n",
    b"ccode1,ccode2,year,atop_defense,atop_offense,atop_neutral,atop_nonagg,atop_consul\n2,20,1950,1,0,0,1,1\n",
    b"supplier,recipient,year,value\nFrance,India,1970,25\n",
    b"a,b,year,name,value,reason\nPRK,CHN,1960,aid,1,x\n",
    b"rivalryno,ccode1,ccode2,styear,endyear\n1,2,200,1900,1910\n",
    b"year,c1,c2,agree\n1990,US,GB,0.5\n",
    b"visitor,host,date\nPRK,CHN,1960-01-01\n",
    b"ccode,session,IdealPointAll\n2,40,1.5\n",
    b"ccode,year,cinc,milex,milper,row\n2,1990,0.1,5,6,7\n",
]
SCALE = [b"vocabulary,code,value\ncameo,19,-10\nstrength,*,3\n"]
PIECES = [b'"', b",", b"\n", b"\x00", b"\xff", b"\t", b"9" * 400, b"\r", b"-", b"1e999", b"nan", "é".encode()]


def _damage(data: bytes, rng: np.random.Generator) -> bytes:
    text = bytearray(data)
    for _ in range(rng.integers(1, 6)):
        place = int(rng.integers(len(text) + 1))
        kind = rng.random()
        if kind < 0.4:
            text[place:place] = PIECES[rng.integers(len(PIECES))]
        elif kind < 0.7:
            del text[place : place + int(rng.integers(1, 20))]
        else:
            text[place : place + 1] = bytes([int(rng.integers(256))])
    return bytes(text)


@pytest.mark.parametrize(("read", "files"), [(read_indicators, FILES), (load_scale, SCALE)])
def test_damaged_files(tmp_path: Path, read: Callable[[Path], Any], files: list[bytes]) -> None:
    rng = np.random.default_rng(11)
    path = tmp_path / "t.csv"
    for data in files:
        path.write_bytes(data)
        assert read(path)
        for _ in range(60):
            path.write_bytes(_damage(data, rng))
            with contextlib.suppress(BadInput):
                read(path)
