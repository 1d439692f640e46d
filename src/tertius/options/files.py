"""Files of assumptions: read, and refused by the name of the key; written, to be edited; the shipped ones."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from tertius.errors import BadInput
from tertius.options.kinds import NOTHING, Act, Option
from tertius.options.stated import REFRESHED, STATED, Assumption, Assumptions, Change

SHIPPED = "assumptions"
HEAD = ("title", "pivot", "a", "b", "fourth")
_KEYS = ("value", "low", "high", "unit", "reason", "source", "basis")


def shipped() -> dict[tuple[str, str, str, str], str]:
    """The files that come with the package: (pivot, a, b, fourth) to the file's name."""
    found = {}
    for entry in sorted(files(__package__).joinpath(SHIPPED).iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".toml"):
            head = tomllib.loads(entry.read_text("utf-8"))
            found[(head["pivot"], head["a"], head["b"], head["fourth"])] = entry.name
    return found


def load_assumptions(
    path: str | Path | None = None, *, overrides: Mapping[str, Change] | None = None
) -> Assumptions:
    """Read assumptions from a TOML file (the package's own for Seoul when `path` is None, or one of its names).

    Raises
    ------
    BadInput
        If the file is not TOML, a key is missing, unknown or not a number, or a range is not a range; the
        sentence names the key.
    """
    found = _read("seoul.toml" if path is None else path)
    try:
        title, pivot, a, b, fourth = (str(found[name]) for name in HEAD)
        agendas = tuple(str(name) for name in found["agendas"])
        table, options = found["assumptions"], found["options"]
    except (KeyError, TypeError) as missing:
        raise BadInput(
            f"the assumptions have no key {missing}", "the keys of the package's seoul.toml"
        ) from None
    if not isinstance(table, dict):
        raise BadInput("[assumptions] is not a table", "one table for each assumption")
    made = Assumptions(
        title=title,
        pivot=pivot,
        a=a,
        b=b,
        fourth=fourth,
        agendas=agendas,
        options=_options(options),
        items=tuple(_item(name, entry) for name, entry in table.items()),
        thaw=str(found.get("thaw", "a")),
        refresh=tuple(str(name) for name in found.get("refresh", REFRESHED)),
    )
    return made.but(overrides or {})


def _read(path: str | Path) -> dict[str, Any]:
    try:
        own = files(__package__) / SHIPPED / str(path)
        if path in shipped().values():
            return tomllib.loads(own.read_text("utf-8"))
        return tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as problem:
        raise BadInput(f"{path} cannot be read ({problem.strerror})", "a TOML file of assumptions") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path} is not TOML: {problem}", "a TOML file of assumptions") from None


def _options(entries: Any) -> tuple[Option, ...]:
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadInput("options is no list of tables", "one [[options]] table for each")
    acts = {str(entry.get("id", "")): _act(entry) for entry in entries if "acts" not in entry}
    made = [NOTHING]
    for entry in entries:
        name = str(entry.get("id", ""))
        if not name or name == NOTHING.id:
            raise BadInput(
                f"an option has the id {name!r}", f"an id of its own; {NOTHING.id!r} is always there"
            )
        if name in acts:
            made.append(Option(name, acts[name].name, (acts[name],)))
            continue
        unknown = [each for each in entry["acts"] if each not in acts]
        if unknown or set(entry) - {"id", "name", "acts"}:
            seen = f"the option {name!r} is made of {', '.join(map(str, entry['acts']))}"
            raise BadInput(seen, f"id, name and acts among {', '.join(acts)}")
        made.append(Option(name, str(entry.get("name", name)), tuple(acts[each] for each in entry["acts"])))
    return tuple(made)


def _act(entry: dict[str, Any]) -> Act:
    known = {"id", "kind", "name", "side", "source"}
    if extra := set(entry) - known:
        raise BadInput(
            f"an option has an unknown key {sorted(extra)[0]!r}", ", ".join(sorted(known)) + " or acts"
        )
    words = {key: str(entry.get(key, "")) for key in known}
    return Act(**{**words, "name": words["name"] or words["id"]})


def _item(name: str, entry: Any) -> Assumption:
    if not isinstance(entry, dict):
        raise BadInput(
            f"assumptions.{name} is {entry!r}", "a table with value, low, high, unit, reason, source"
        )
    if extra := set(entry) - set(_KEYS):
        raise BadInput(
            f"assumptions.{name} has an unknown key {sorted(extra)[0]!r}", ", ".join(sorted(_KEYS))
        )
    value = _number(name, "value", entry.get("value"))
    low, high = (_number(name, key, entry.get(key, value)) for key in ("low", "high"))
    words = {key: str(entry.get(key, "")) for key in ("unit", "reason", "source")}
    if not words["reason"] or not words["source"]:
        raise BadInput(f"assumptions.{name} gives no reason or no source", "both: an assumption must say why")
    return Assumption(name, value, low, high, **words, basis=str(entry.get("basis", STATED)))


def _number(name: str, key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadInput(f"assumptions.{name}.{key} is {value!r}", "a finite number")
    return float(value)


def as_toml(found: Assumptions) -> str:
    """The text of a file that `load_assumptions` reads back as the same assumptions."""
    lines = [f"# {note}" for note in found.notes]
    lines += [f"{key} = {_text(getattr(found, key))}" for key in HEAD]
    lines += [f"agendas = {_text(list(found.agendas))}", f"thaw = {_text(found.thaw)}"]
    lines += [f"refresh = {_text(list(found.refresh))}", ""]
    for option in found.options[1:]:
        lines += ["[[options]]", *(f"{key} = {_text(value)}" for key, value in _entry(option).items()), ""]
    for item in found.items:
        values = {key: getattr(item, key) for key in _KEYS}
        lines += [f"[assumptions.{item.name}]", *(f"{key} = {_text(values[key])}" for key in _KEYS), ""]
    return "\n".join(lines)


def _entry(option: Option) -> dict[str, Any]:
    if len(option.acts) != 1 or option.acts[0].id != option.id:
        return {"id": option.id, "name": option.name, "acts": [act.id for act in option.acts]}
    act = vars(option.acts[0])
    return {key: value for key, value in act.items() if value}


def _text(value: Any) -> str:
    """A TOML value; JSON's strings, numbers and flat lists are TOML's."""
    return json.dumps(round(value, 6) if isinstance(value, float) else value, ensure_ascii=False)
