"""Sentences about gains, made from their values."""

from __future__ import annotations

from typing import Any

from tertius.actors.english import called

# the values are those of `gains`, `incentives` and `periods`, which ask for their words here: no import, no circle

ONE = {
    "troops": "dispatch of troops",
    "arms": "supply of arms",
    "aid": "act of aid",
    "trade": "opening of trade",
    "recognition": "act of recognition",
    "treaties": "treaty or agreement",
    "visits": "visit",
}
MANY = {
    "troops": "dispatches of troops",
    "arms": "supplies of arms",
    "aid": "acts of aid",
    "trade": "openings of trade",
    "recognition": "acts of recognition",
    "treaties": "treaties or agreements",
    "visits": "visits",
}


def period_words(period: Any) -> str:
    """One sentence: what it got, from whom, and whether more than such a relation alone would have brought."""
    start, end = (int(str(month)[:4]) for month in (period.start, period.end))
    when = f"{start}" if start == end else f"{start}-{end}"
    pivot, a, b = (called(handle, period.end) for handle in (period.pivot, period.a, period.b))
    if not any(period.received):
        return f"{when}: nothing that {pivot} received is on record."
    got = " and ".join(
        f"{_listed(own)} from {giver}" for own, giver in zip(period.got, (a, b), strict=True) if own
    )
    said = f"{when}: {pivot} received {got}"
    if not period.enough:
        return f"{said}; not enough on record to compare."
    return f"{said}; {_compared(period)}."


def _listed(own: dict[str, int]) -> str:
    parts = [
        f"{n} {(ONE if n == 1 else MANY)[kind]}" for kind, n in sorted(own.items(), key=lambda pair: -pair[1])
    ]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _compared(period: Any) -> str:
    found = period.alone
    if found is None:
        return "what one patron alone would have brought cannot be said for these events"
    both = found.a[0] + found.b[0]
    mean, lo, hi = found.benefit_share
    if found.more >= 0.9:
        verdict = f"more than such relations alone would have brought (about {_acts(both)})"
    elif found.more <= 0.1:
        verdict = f"less than such relations alone would have brought (about {_acts(both)})"
    else:
        verdict = (
            f"whether more than such relations alone would have brought (about {_acts(both)}) cannot be told"
        )
    best = f"the better patron alone would have brought about {found.one_patron[0]:.0f}"
    if lo <= 0:
        return f"{verdict}; {best}, so whether having both brought anything cannot be told"
    return f"{verdict}; {best}, so having both was worth {mean:.0%} of what came ({lo:.0%} to {hi:.0%})"


def _acts(number: float) -> str:
    return "1 act" if round(number) == 1 else f"{number:.0f} acts"


def gains_words(gains: Any) -> list[str]:
    """Every period in a sentence; then the rent, the certain point, C3 in the game, and the turns as illustration."""
    pivot, a, b = (called(handle, gains.months[-1]) for handle in (gains.pivot, gains.a, gains.b))
    mean, _, _ = gains.summary()
    high = int(mean.argmax())
    said = [period.sentence for period in gains.periods] or [
        "No acts were given, so nothing is said of what was received."
    ]
    said += [
        "",
        f"In the game the rent from being bid for is highest in {gains.months[high]} (the scale is relative); in the last "
        f"month, {gains.months[-1]}, it is {mean[-1]:.0%} of that.",
        *_gone(gains, a, b),
        f"On average over the months, {pivot} gains more than both rivals, and they are in confrontation, with a probability "
        f"of {float(gains.beats_both.mean()):.2f}.",
        point_words(gains, {gains.a: a, gains.b: b}[gains.incentives.weaker]),
        f"Stakes are {gains.stakes.basis}.",
    ]
    if gains.turns:
        said += ["", "The turns that the case names, as illustration (two years before, two after):"]
        said += [turn_words(turn, a, b) for turn in gains.turns]
    return said


def _gone(gains: Any, a: str, b: str) -> list[str]:
    """When the rent is gone, one sentence for each factor that is lowest then."""
    spans: dict[str, list[str]] = {}
    for gap in gains.dead:
        when = f"in {gap.start}" if gap.start == gap.end else f"from {gap.start} to {gap.end}"
        spans.setdefault(gap.why, []).append(when)
    names = {"access to A": f"access to {a}", "access to B": f"access to {b}"}
    return [
        f"It is gone {' and '.join(when)}: {names.get(why, why)} is lowest." for why, when in spans.items()
    ]


def point_words(gains: Any, weaker: str) -> str:
    """How close a relation with the weaker rival the middle needs, and whether it is there."""
    found = gains.incentives
    needed, has = ("{:.2f} ({:.2f} to {:.2f})".format(*span) for span in (found.needed, found.has))
    return (
        f"To be worth more than the other patron alone, the middle needs an access of {weaker} of {needed}; it is {has}, "
        f"above that with a probability of {found.above:.2f}."
    )


def turn_words(turn: Any, a: str, b: str) -> str:
    """What moved around a turn, and where the game's incentive went."""
    moved = "; ".join(
        f"{name} {mean:+.2f} ({lo:+.2f} to {hi:+.2f})" for name, (mean, lo, hi) in turn.moved.items()
    )
    names = {"middle": "the middle", "a": f"{a} alone", "b": f"{b} alone"}
    best = [max(side, key=lambda name: side[name]) for side in (turn.before, turn.after)]
    shares = [side[name] for side, name in zip((turn.before, turn.after), best, strict=True)]
    went = f"{names[best[0]]} ({shares[0]:.2f}) before, {names[best[1]]} ({shares[1]:.2f}) after"
    return f"- {turn.start} {turn.label}: {moved}; pays most: {went}."
