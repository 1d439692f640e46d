"""What to cite: Tertius itself, every source, every case, every method."""

from __future__ import annotations

from tertius.errors import BadInput

SOFTWARE = (
    "The Tertius developers. Tertius: measuring the state between two rivals, version {version}. Apache-2.0."
)
METHODS = {
    "Dittmer's strategic triangle": "Dittmer, L. (1981). The strategic triangle: an elementary game-theoretical "
    "analysis. World Politics 33(4), 485-515.",
    "Goldstein scale": "Goldstein, J. S. (1992). A conflict-cooperation scale for WEIS events data. "
    "Journal of Conflict Resolution 36(2), 369-385.",
    "menu auction": "Bernheim, B. D. and Whinston, M. D. (1986). Menu auctions, resource allocation, and economic "
    "influence. Quarterly Journal of Economics 101(1), 1-31.",
    "proper scores": "Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and "
    "estimation. Journal of the American Statistical Association 102(477), 359-378.",
}


def citations(names: list[str], files: list[str], format: str | None) -> list[dict[str, str]]:
    """Rows ``{name, kind, cite}``: the software always; then what was named, or what the files are, or everything."""
    from tertius.provenance import version

    rows = [{"name": "tertius", "kind": "software", "cite": SOFTWARE.format(version=version("tertius"))}]
    wanted = list(names) + _sources_of(files, format)
    rows += [_row(name) for name in wanted] if wanted else _everything()
    rows += [{"name": name, "kind": "method", "cite": text} for name, text in METHODS.items()]
    return rows


def _sources_of(files: list[str], format: str | None) -> list[str]:
    if not files:
        return []
    from tertius.events import read_events

    return list(read_events(files, format=format).datasets)


def _row(name: str) -> dict[str, str]:
    from tertius.cases import case_names
    from tertius.cases.case import read_meta, resolve_case
    from tertius.events import SOURCES

    if name in SOURCES:
        info = SOURCES[name]
        note = f" [The reader was {info.checked}.]" if info.checked.startswith("not verified") else ""
        return {"name": name, "kind": "source", "cite": info.cite + note}
    try:
        folder = resolve_case(name)
    except BadInput:
        known = (*SOURCES, *case_names())
        raise BadInput(f"{name!r} is neither a source nor a case", f"any of {', '.join(known)}") from None
    meta = read_meta(folder)
    text = f"{meta['title']}: {meta.get('cite', 'chronicle of the Tertius casebook; cite its references act by act.')}"
    return {"name": folder.name, "kind": "case", "cite": text}


def _everything() -> list[dict[str, str]]:
    from tertius.cases import case_names
    from tertius.events import SOURCES

    return [_row(name) for name in (*SOURCES, *case_names())]
