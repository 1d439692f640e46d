"""Words for numbers: what an assumption is, what flips a ranking; sentences are made of values, nothing is worked out."""

from __future__ import annotations

from typing import Any

from tertius.actors.english import called
from tertius.options.stated import MEASURED, Assumption, Assumptions

# values of `weigh`, which asks for its words here: no import, no circle


AGENDAS = {
    "nuclear": "the nuclear question",
    "technology": "nuclear and technical matters",
    "wars": "wars of others",
    "all_matters": "all matters together",
}


def meaning(assumed: Assumptions, name: str) -> str:
    """What an assumption is, in words with the names of the states."""
    part, agenda, act = assumed.parts[name]
    names = {"p": assumed.pivot, "a": assumed.a, "b": assumed.b, "k": assumed.fourth}
    said = {key: called(handle) for key, handle in names.items()}
    said["thaw"] = said[assumed.thaw]
    said["side"] = said.get(act.side, "") if act else ""
    about = AGENDAS.get(agenda, agenda.replace("_", " "))
    text = part.words.format(**said, agenda=about, act=f"“{act.name}”" if act else "")
    return text.replace("s's", "s'")


def flip_words(flip: Any, assumed: Assumptions) -> str:
    """Which assumption turns the ranking, where, and from what to what."""
    item = assumed[flip.assumption]
    names = {option.id: option.name for option in assumed.options}
    side = "rises above" if flip.above else "falls below"
    return (
        f"“{names[flip.instead_of]}” gives way to “{names[flip.to]}” where {meaning(assumed, flip.assumption)} "
        f"{side} {number(flip.at)} (taken as {number(item.value)}, range {number(item.low)} to {number(item.high)}; {item.basis})"
    )


def number(value: float) -> str:
    """Three figures at most, without an exponent.

    >>> number(0.02134), number(12.0)
    ('0.0213', '12')
    """
    if value == 0:
        return "0"
    shown = f"{value:.3g}"
    return f"{value:.0f}" if "e" in shown and abs(value) >= 1 else f"{value:.4f}" if "e" in shown else shown


def ask(item: Assumption, assumed: Assumptions) -> str:
    """One assumption to be asked for, with the words that set it."""
    said = meaning(assumed, item.name)
    how = f"--set {item.name}={number(item.low)}:{number(item.high)}"
    return f"{said}: taken as {number(item.value)}, between {number(item.low)} and {number(item.high)} ({item.reason}); {how}"


def basis_words(assumed: Assumptions) -> str:
    """How many numbers are measured and how many stated."""
    measured = len(assumed.measured)
    shown = ", ".join(meaning(assumed, name) for name in assumed.measured[:6])
    more = f" and {measured - 6} more" if measured > 6 else ""
    stated = len(assumed.items) - measured
    if not measured:
        return f"All {stated} numbers are stated assumptions."
    return f"{measured} of {len(assumed.items)} numbers are {MEASURED} on the record ({shown}{more}); {stated} are stated."


def verdict_words(table: Any) -> list[str]:
    """What the table says, in sentences: which option leads under these assumptions, and what turns that."""
    top, *rest = table.ranked
    second = next((option for option in rest if "watch" not in option.kinds), rest[0])
    lead = (
        f"Under these assumptions “{top.name}” has the smallest expected regret ({number(top.regret_mean)}) and is best in "
        f"{top.p_best:.0%} of the draws; “{second.name}” follows ({number(second.regret_mean)}, {second.p_best:.0%})."
    )
    often = max(table.options, key=lambda option: option.p_best)
    said = [lead]
    if often.id != top.id:
        said.append(
            f"Most often best is “{often.name}”, in {often.p_best:.0%} of the draws: often right, but dearer where wrong."
        )
    said.append(
        f"Doing nothing, {called(table.fourth)} is left out while both rivals bargain "
        f"with a probability of {number(table.left_out)}."
    )
    said.append(
        f"The one assumption most worth knowing among those that turn this: {table.flips[0].words}."
        if table.flips
        else "No single assumption, moved within its range, changes which option leads."
    )
    if table.value_of_information == table.value_of_information:
        said.append(
            f"Watching first is worth {number(table.value_of_information)} before its cost; certainty about the thaw would be "
            f"worth {number(table.value_of_certainty)}, certainty about every assumption {number(table.value_of_knowing)}."
        )
    return said


def summary_lines(table: Any) -> list[str]:
    """What stands under the table on a terminal: flips, regions of values, what to ask for, what it takes for granted."""
    assumed = table.assumptions
    said = (
        ["What else turns it:", *(f"- {flip.words}" for flip in table.flips[1:6])]
        if len(table.flips) > 1
        else []
    )
    names = {option.id: option.name for option in table.options}
    shares = sorted(table.region_shares.items(), key=lambda pair: -pair[1])
    held = "; ".join(f"“{names[name]}” on {share:.0%}" for name, share in shares[:4] if share > 0)
    said += ["", f"Over all weights of the three values (stakes, inclusion, own ties) the best is {held}."]
    if table.sobol:
        led = list(table.sobol.items())[:5]
        shown = "; ".join(f"{meaning(assumed, name)} {share:.2f}" for name, share in led)
        said.append(f"Total-order Sobol indices of the lead: {shown}.")
    if table.asked:
        said += ["", "The stated numbers most worth knowing, if you know better:"]
        said += [f"- {ask(assumed[name], assumed)}" for name in table.asked]
    return [*said, "", *table.assumes]
