"""``python -m tertius.stances.pooling EVENTS``: estimate the pooled numbers and write them to
reference.json."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from tertius.provenance import sha256
from tertius.stances.learning import ANCHOR, EFFECT_SD, STAYS, learn
from tertius.stances.pool import make_pool
from tertius.stances.reference import PATH


def main(arguments: list[str] | None = None) -> int:
    """Read events, learn, write."""
    parser = argparse.ArgumentParser(prog="python -m tertius.stances.pooling", description=__doc__)
    parser.add_argument("events", help="event file, such as ../shared/data/events/weis_1966_1975.csv")
    parser.add_argument("--triangles", type=int, default=300)
    parser.add_argument("--sweeps", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=PATH)
    asked = parser.parse_args(arguments)
    pool = make_pool(asked.events, limit=asked.triangles, rng=np.random.default_rng(asked.seed))
    model, trail = learn(
        pool,
        sweeps=asked.sweeps,
        report=lambda k, value: print(
            f"sweep {k + 1}/{asked.sweeps}  {value:.1f}", file=sys.stderr, flush=True
        ),
    )
    content = {
        "schema": 1,
        "model": model.to_dict(),
        "events": {"file": Path(asked.events).name, "sha256": sha256(asked.events)},
        "settings": {
            "sweeps": asked.sweeps,
            "seed": asked.seed,
            "anchor": ANCHOR,
            "stays": STAYS,
            "sd": EFFECT_SD,
        },
        "loglik": [round(value, 3) for value in trail],
        "triangles": [" ".join(triple) for triple in pool.triples],
    }
    asked.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(f"{len(pool.triples)} triangles; written to {asked.out}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
