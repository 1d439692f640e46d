"""Random games for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from tertius.auction import Game

stake = st.floats(-2, 2).map(lambda x: round(x, 3))
positive = st.floats(0.05, 2).map(lambda x: round(x, 3))
share = st.floats(0, 1).map(lambda x: round(x, 3))


@st.composite
def games(draw: st.DrawFn, *, same_sign: bool = False, agendas: int = 4, bounded: bool | None = None) -> Game:
    """A game of one to `agendas` agendas; with `same_sign` the rivals pull apart on each of them."""
    n = draw(st.integers(1, agendas))
    alpha = draw(st.lists(stake, min_size=n, max_size=n))
    beta = draw(st.lists(stake, min_size=n, max_size=n))
    if same_sign:
        beta = [abs(b) if a >= 0 else -abs(b) for a, b in zip(alpha, beta, strict=True)]
    k = draw(st.lists(positive, min_size=n, max_size=n))
    theta = draw(st.lists(st.floats(-1, 1).map(lambda x: round(x, 3)), min_size=n, max_size=n))
    clip = draw(st.booleans()) if bounded is None else bounded
    return Game(alpha, beta, k, theta, draw(positive), draw(share), draw(share), 1.0 if clip else None)
