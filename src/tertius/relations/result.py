"""`Relations`: the posterior of every relation, filtered or smoothed as different types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tertius.errors import BadInput
from tertius.labelled import dataset, pair_names
from tertius.months import Months, labels
from tertius.provenance import Provenance
from tertius.relations.engagement import draw_engagement
from tertius.relations.evidence import FitData
from tertius.relations.hyper import Floats, Hyperparameters
from tertius.relations.latent import draw_valence, draw_valence_past
from tertius.relations.predictive import predictive_interval
from tertius.relations.ruler import Ruler
from tertius.relations.speeds import draw_speeds, draw_speeds_past
from tertius.shown import Shown

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

    from tertius.panel import Panel


@dataclass(frozen=True, eq=False)
class RelationDraws:
    """Draws of valence `x` and log rate `l`, each array, shape (draw, dyad, month)."""

    x: Floats
    l: Floats  # noqa: E741

    def __post_init__(self) -> None:
        if self.x.shape != self.l.shape or self.x.ndim != 3:
            raise BadInput(f"draws of shapes {self.x.shape} and {self.l.shape}", "(draw, dyad, month) twice")


@dataclass(frozen=True, eq=False)
class Relations(Shown):
    """Posterior of every relation in every month.

    Attributes
    ----------
    dyads, months
        The panel's pairs and months.
    mean, var : array, shape (dyad, month)
        Valence x on the panel's scale: posterior mean and variance.
    engagement, engagement_var : array, shape (dyad, month)
        Log monthly rate of acts net of volume: posterior mean and variance.
    observed : array of bool, shape (dyad, month)
        Whether the month has scored acts of its own.
    given
        ``past`` (each month knows only itself and what came before) or ``all``.
    hyper
        Hyperparameters with the share that is prior.
    loglik : array, shape (dyad,)
        Log-likelihood of the dyad's months, the grid averaged out under the fitted weights.
    ruler, panel, provenance
        Constants of v and e; the panel; where it all came from.
    evidence
        The arrays the fit saw.
    """

    dyads: tuple[tuple[str, str], ...]
    months: Months
    mean: Floats
    var: Floats
    engagement: Floats
    engagement_var: Floats
    observed: npt.NDArray[np.bool_]
    given: str
    hyper: Hyperparameters
    loglik: Floats
    ruler: Ruler
    panel: Panel
    provenance: Provenance
    evidence: FitData = field(repr=False)

    def _headline(self) -> str:
        return (
            f"{type(self).__name__} of {len(self.dyads)} dyads, {self.months[0]} to {self.months[-1]}, "
            f"on the scale {self.panel.scale}"
        )

    def _sample(self, most: int) -> tuple[list[dict[str, Any]], int]:
        rows = [
            {
                "a": a,
                "b": b,
                "counted": int(self.panel.events[i].sum()),
                "first mean": float(self.mean[i, 0]),
                "last mean": float(self.mean[i, -1]),
                "last sd": float(np.sqrt(self.var[i, -1])),
            }
            for i, (a, b) in enumerate(self.dyads[:most])
        ]
        return rows, len(self.dyads)

    def __post_init__(self) -> None:
        shape = (len(self.dyads), len(self.months))
        for name in ("mean", "var", "engagement", "engagement_var", "observed"):
            if getattr(self, name).shape != shape:
                raise BadInput(f"relations' {name} of shape {getattr(self, name).shape}", f"{shape}")

    def index(self, a: str, b: str) -> int:
        """Row of a pair; order matters only for directed relations.

        Raises
        ------
        BadInput
            If the pair is not in the panel.
        """
        if (a, b) in self.dyads:
            return self.dyads.index((a, b))
        if not self.panel.directed and (b, a) in self.dyads:
            return self.dyads.index((b, a))
        known = sorted({state for pair in self.dyads for state in pair})
        raise BadInput(
            f"no relation {a} {b} here", f"a pair of {', '.join(known[:12])}", "ask for it in build_panel"
        )

    def months_seen(self, row: int) -> int:
        """Number of periods in which a dyad has an act."""
        return int(self.observed[row].sum())

    def valence(self, x: Floats | None = None) -> Floats:
        """v = tanh((x - c0) / s0); at the posterior mean if no x is given."""
        return self.ruler.valence(self.mean if x is None else x)

    def active(self, log_rate: Floats | None = None) -> Floats:
        """e = 1 - exp(-exp(l) / lambda0); at the posterior mean if no l is given."""
        return self.ruler.active(self.engagement if log_rate is None else log_rate)

    def noise(self, index: int) -> tuple[float, float]:
        """Posterior means of s2 and tau2 of one dyad: a month of N acts has error variance s2 / N + tau2."""
        return float(self.hyper.s2[index]), float(self.hyper.tau2[index])

    def draws(
        self, rng: np.random.Generator, size: int = 1000, dyads: Sequence[tuple[str, str]] | None = None
    ) -> RelationDraws:
        """Draws of x and l: joint paths if smoothed; if filtered, each month on its own, given its past."""
        rows = np.array(
            [self.index(*d) for d in dyads] if dyads is not None else range(len(self.dyads)), dtype=int
        )
        return RelationDraws(self._draw_x(rng, size, rows), self._draw_l(rng, size, rows))

    def kept_variance(self, index: int) -> float:
        """Posterior variance of one dyad, on average over the months, as a share of what it is without any act or fact."""
        mixture = self.hyper.valence
        grid, weights = mixture.grid, mixture.weights
        spread = grid["var"] if "var" in grid else grid["slow_var"] + grid["fast_var"]
        bare = weights @ (spread + (grid["mu"] - weights @ grid["mu"]) ** 2)
        return float(self.var[index].mean() / bare)

    def to_dict(
        self, dyads: Sequence[tuple[str, str]] | None = None, *, counts: Floats | None = None
    ) -> dict[str, Any]:
        """The object that ``tertius relations --json`` prints.

        Parameters
        ----------
        dyads
            The pairs told; None tells all.
        counts
            See `predictive`.
        """
        bounds = self.predictive(counts=counts)
        rows = range(len(self.dyads)) if dyads is None else [self.index(*pair) for pair in dyads]
        return {
            "given": self.given,
            "directed": self.panel.directed,
            "ruler": self.ruler.to_dict(),
            "dyads": [self._told(row, bounds) for row in rows],
            "loglik": float(sum(self.loglik)),
            "hyperparameters": self.hyper.to_dict(),
            "prior": self.hyper.prior_sentence(),
            "refused": self.provenance.refused,
            "provenance": self.provenance.to_dict(),
        }

    def _told(self, row: int, bounds: tuple[Floats, Floats]) -> dict[str, Any]:
        """One dyad along its months."""
        a, b = self.dyads[row]
        return {
            "a": a,
            "b": b,
            "months": labels(self.months),
            "mean": self.mean[row],
            "sd": np.sqrt(self.var[row]),
            "observed": self.panel.y[row],
            "events": self.panel.events[row],
            "gap": self.panel.gap_labels(row),
            "predictive": {"lo": bounds[0][row], "hi": bounds[1][row]},
            "noise": {"s2": self.hyper.s2[row], "tau2": self.hyper.tau2[row]},
            "loglik": self.loglik[row],
            "kept_prior_variance": self.kept_variance(row),
        }

    def to_dataset(self, rng: np.random.Generator, size: int = 1000) -> xr.Dataset:
        """Draws with named axes (xarray): ``x``, ``l`` (chain, draw, dyad, month), and what was observed (dyad, month)."""
        drawn = self.draws(rng, size)
        arrays: dict[str, Any] = {
            name: (("draw", "dyad", "month"), getattr(drawn, name)) for name in ("x", "l")
        }
        arrays["y"] = (("dyad", "month"), self.panel.y)
        arrays["n"] = (("dyad", "month"), self.panel.n)
        places: dict[str, Any] = {"month": self.months.astype("M8[ns]"), "dyad": pair_names(self.dyads)}
        return dataset(arrays, places, {"scale": self.panel.scale, "given": self.given})

    def _draw_x(self, rng: np.random.Generator, size: int, rows: npt.NDArray[np.int64]) -> Floats:
        raise NotImplementedError("a relation is filtered or smoothed")

    def _draw_l(self, rng: np.random.Generator, size: int, rows: npt.NDArray[np.int64]) -> Floats:
        """Gaussian in the log rate, one standard path a draw, month by month as `_weave` correlates them."""
        noise = self._weave(rng.standard_normal((size, len(rows), len(self.months))))
        return np.asarray(self.engagement[rows] + np.sqrt(self.engagement_var[rows]) * noise)

    def _weave(self, noise: Floats) -> Floats:
        return noise

    def predictive(self, *, counts: Floats | None = None, level: float = 0.9) -> tuple[Floats, Floats]:
        """Interval of each month's mean score given its count (1 where there is none), lo and hi (dyad, month).

        Parameters
        ----------
        counts
            Array, shape (dyad, month): counts to use instead, as for months that were held out.
        level
            Probability the interval should have.
        """
        n = self.evidence.n if counts is None else counts.T
        lo, hi = predictive_interval(
            self.mean.T, self.var.T, np.where(n > 0, n, 1.0), self.hyper.valence, unit=1.0, level=level
        )
        return lo.T, hi.T

    def to_frame(self) -> pl.DataFrame:
        """One row a dyad and month: a, b, month, mean, sd, engagement, engagement_sd, observed, events."""
        import polars as pl

        size = len(self.months)
        return pl.DataFrame(
            {
                "a": [a for a, _ in self.dyads for _ in range(size)],
                "b": [b for _, b in self.dyads for _ in range(size)],
                "month": np.tile(self.months.astype("M8[D]"), len(self.dyads)),
                "mean": self.mean.ravel(),
                "sd": np.sqrt(self.var).ravel(),
                "engagement": self.engagement.ravel(),
                "engagement_sd": np.sqrt(self.engagement_var).ravel(),
                "observed": self.observed.ravel(),
                "events": self.panel.events.ravel(),
            }
        )


class SmoothedRelations(Relations):
    """Given all months: what happened, as best known today. Never an input of a forecast."""

    def _draw_x(self, rng: np.random.Generator, size: int, rows: npt.NDArray[np.int64]) -> Floats:
        y, n = self.evidence.y[:, rows], self.evidence.n[:, rows]
        mixture, told = self.hyper.valence.rows(rows), self.evidence.told
        shocks = self.evidence.shocks(rng, size, rows)
        shocked = None if shocks is None else y.T[:, :, None] - shocks
        if told is not None:
            return draw_speeds(y, n, told.rows(rows), mixture, rng=rng, size=size, shocked=shocked)
        return draw_valence(y, n, mixture, rng=rng, size=size, shocked=shocked)

    def _draw_l(self, rng: np.random.Generator, size: int, rows: npt.NDArray[np.int64]) -> Floats:
        if self.evidence.counts is None or self.evidence.exposure is None or self.hyper.engagement is None:
            return super()._draw_l(rng, size, rows)
        counts, exposure = self.evidence.counts[:, rows], self.evidence.exposure[:, rows]
        return draw_engagement(counts, exposure, self.hyper.engagement.rows(rows), rng=rng, size=size)

    def _weave(self, noise: Floats) -> Floats:
        """Paths: an error of a three-year sum is shared by neighbouring months (AR(1), half-life two years)."""
        keep = 0.5 ** (1 / 24)
        out = noise.copy()
        for t in range(1, noise.shape[-1]):
            out[..., t] = keep * out[..., t - 1] + np.sqrt(1 - keep**2) * noise[..., t]
        return out


class FilteredRelations(Relations):
    """Given the past: what could be known at the time. The only kind a forecast accepts."""

    def _draw_x(self, rng: np.random.Generator, size: int, rows: npt.NDArray[np.int64]) -> Floats:
        y, n = self.evidence.y[:, rows], self.evidence.n[:, rows]
        mixture, told = self.hyper.valence.rows(rows), self.evidence.told
        shocks = self.evidence.shocks(rng, size, rows)
        if told is not None:
            return draw_speeds_past(y, n, told.rows(rows), mixture, rng=rng, size=size, shocks=shocks)
        return draw_valence_past(y, n, mixture, rng=rng, size=size, shocks=shocks)
