"""Which events moved a relation in a month, and by how much: the exact weights of the smoother, opened to events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import BadInput
from tertius.months import parse_month
from tertius.relations.hyper import Floats
from tertius.relations.influence import two_speed_weights
from tertius.relations.latent import pair_model
from tertius.statespace import filter_level, noise, responsibilities, smooth_level
from tertius.statespace.level import backward_gain

if TYPE_CHECKING:
    import polars as pl

    from tertius.relations.result import Relations


def month_weights(relations: Relations, row: int, at: int) -> tuple[Floats, Floats]:
    """Weight of every month's mean on x in month `at`, and what the prior's centre keeps.

    The weight of y_s on x_t is Cov(x_t, x_s | Y) / Var(e_s); the covariance is a product of backward gains (Durbin &
    Koopman 2012, section 4.7; de Jong & MacKinnon 1988). It is summed over the dyad's posterior over the grid.

    Returns
    -------
    weight
        Array, shape (grid point, month): posterior share times weight; 0 where the month is missing.
    share
        Array, shape (grid point,): posterior of the grid points (those that hold 99.99 %).
    """
    last = at + 1 if relations.given == "past" else len(relations.months)
    y, n = relations.evidence.y[:last, row, None], relations.evidence.n[:last, row, None]
    mixture = relations.hyper.valence
    point = np.arange(len(mixture.weights))
    model = pair_model(mixture, point)
    filtered = filter_level(y, n, model)
    weights = mixture.weights if mixture.path is None else mixture.path[at]
    share = responsibilities(filtered.loglik[None], weights)[0]
    gain = backward_gain(filtered, model)
    _, var = smooth_level(filtered, model)
    cov = np.empty((last, len(point)))
    cov[at] = var[at]
    for s in range(at - 1, -1, -1):
        cov[s] = cov[s + 1] * gain[s]
    reach = np.ones(len(point))
    for s in range(at + 1, last):
        reach = reach * gain[s - 1]
        cov[s] = var[s] * reach
    h = noise(n, model.s2, model.tau2)
    weight = np.where(np.isfinite(y), cov / h, 0.0)
    return np.asarray((weight * share).T), np.asarray(share)


def event_links(relations: Relations, row: int) -> pl.DataFrame:
    """Events of a dyad by month, with their weights in the view of these relations: month index, event_id, weight, score."""
    import polars as pl

    links = pl.DataFrame(relations.panel.links_of([row]))
    if relations.given == "past":
        links = links.with_columns(weight=pl.col("weight_past"))
    kept = (
        (pl.col("dyad") == row)
        & (pl.col("weight") > 0)
        & pl.col("score").is_not_null()
        & ~pl.col("score").is_nan()
    )
    numbers = pl.col("weight", "score").cast(pl.Float64)  # an engine may give decimals
    return links.filter(kept).select("month", "event_id", numbers)


def explain(relations: Relations, a: str, b: str, month: np.datetime64 | str) -> pl.DataFrame:
    """Which events moved the relation of `a` and `b` in a month, and by how much.

    Returns
    -------
    polars.DataFrame
        One row an event (and one a year whose facts entered), the strongest first: ``event_id``, ``month`` of the event,
        ``score``, ``weight`` of the act in that month, ``pull`` (scale units; the pulls add up to the posterior mean less the
        prior's centre), and ``share`` of the sum of absolute pulls.

    Raises
    ------
    BadInput
        If the pair or the month is not in these relations.
    """
    import polars as pl

    row = relations.index(a, b)
    when = parse_month(month) if isinstance(month, str) else month.astype("M8[M]")
    found = np.flatnonzero(relations.months == when)
    if not len(found):
        raise BadInput(f"month {when}", f"{relations.months[0]} to {relations.months[-1]}")
    at_month = int(found[0])
    of_facts = None
    if relations.evidence.told is None:
        weight, _ = month_weights(relations, row, at_month)
        mu = relations.hyper.valence.grid["mu"]
    else:
        weight, of_facts, mu = two_speed_weights(relations, row, at_month)
    centre = weight.T @ mu
    links = event_links(relations, row).filter(pl.col("month") < weight.shape[1])
    at = links["month"].to_numpy().astype(int)
    n = relations.evidence.n[at, row]
    part = links["weight"].to_numpy() / np.where(n > 0, n, np.nan)
    pull = part * (weight.sum(axis=0)[at] * links["score"].to_numpy() - centre[at])
    frame = links.with_columns(
        pl.Series("pull", np.nan_to_num(pull)),
        pl.Series("month", [str(relations.months[k]) for k in at], dtype=pl.Utf8),
    ).select("event_id", "month", "score", "weight", "pull")
    if of_facts is not None:
        frame = pl.concat([frame, fact_pulls(relations, row, of_facts, mu)])
    total = max(float(frame["pull"].abs().sum()), 1e-300)
    return frame.with_columns((pl.col("pull").abs() / total).alias("share")).sort(
        pl.col("pull").abs(), descending=True
    )


def fact_pulls(relations: Relations, row: int, weight: Floats, mu: Floats) -> pl.DataFrame:
    """One row a year whose facts moved the month: what they say of its mean as ``score``, and their pull."""
    import polars as pl

    told = relations.evidence.told
    assert told is not None
    at = np.flatnonzero(weight.any(axis=0))
    value = told.value[at, row]
    return pl.DataFrame(
        {
            "event_id": [f"yearly facts of {str(relations.months[k])[:4]}" for k in at],
            "month": [str(relations.months[k]) for k in at],
            "score": value.astype(float),
            "weight": np.ones(len(at)),
            "pull": weight.sum(axis=0)[at] * value - weight[:, at].T @ mu,
        },
        schema={
            "event_id": pl.Utf8,
            "month": pl.Utf8,
            "score": pl.Float64,
            "weight": pl.Float64,
            "pull": pl.Float64,
        },
    )
