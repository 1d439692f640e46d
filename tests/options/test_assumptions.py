"""The assumptions file: what it holds, and how a bad one is refused."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tertius.errors import BadInput
from tertius.options import as_toml, calibrated, load_assumptions, shipped, weigh_options
from tertius.options.words import meaning

TEXT = (files("tertius.options") / "assumptions" / "seoul.toml").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(shipped().values()))
def test_every_assumption_says_what_it_is_why_and_whence(name: str) -> None:
    found = load_assumptions(name)
    assert all(item.reason and item.source and item.unit for item in found.items)
    said = [meaning(found, item.name) for item in found.items]
    assert len(set(said)) == len(said)
    assert not any("{" in words or words.endswith(" ") for words in said)


def test_the_shipped_files_are_found_by_their_states() -> None:
    found = shipped()
    assert found[("PRK", "USA", "CHN", "KOR")] == "seoul.toml"
    assert found[("PRK", "USA", "CHN", "JPN")] == "tokyo.toml"
    assert found[("PAK", "USA", "CHN", "IND")] == "delhi.toml"


@pytest.mark.parametrize("name", sorted(shipped().values()))
def test_a_written_file_reads_back_as_the_same(name: str, tmp_path: Path) -> None:
    found = load_assumptions(name)
    path = tmp_path / "own.toml"
    path.write_text(as_toml(found), encoding="utf-8")
    assert load_assumptions(path) == found


def test_draws_stay_in_their_ranges() -> None:
    found = load_assumptions()
    draws = found.draw(np.random.default_rng(0), 500)
    for item in found.items:
        assert item.low <= draws[item.name].min() <= draws[item.name].max() <= item.high


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value = 0.65", 'value = "high"', "assumptions.rivalry.value"),
        ("value = 0.65", "value = nan", "assumptions.rivalry.value"),
        ("value = 0.65", "value = 0.95", "assumptions.rivalry: low"),
        ("value = 0.65", "value = true", "assumptions.rivalry.value"),
        ("[assumptions.eta]", "[assumptions.etta]", "assumptions.eta is missing"),
        ("[assumptions.eta]", "[assumptions.eta]\ncolour = 1", "assumptions.eta has an unknown key 'colour'"),
        ("[assumptions.eta]", '[assumptions.eta]\nbasis = "guessed"', "assumptions.eta.basis is 'guessed'"),
        ("[assumptions.eta]", "[[[", "is not TOML"),
        ('agendas = ["security", "nuclear", "economy"]', "agendas = []", "agendas is empty"),
        ('pivot = "PRK"', "", "'pivot'"),
        ("high = 0.35", "high = 0.8", "p_ease and p_spike"),
        ("low = 1.5\nhigh = 5.0", "low = -1.0\nhigh = 5.0", "assumptions.k_nuclear"),
        ('kind = "include"', 'kind = "persuade"', "of the kind 'persuade'"),
        ('kind = "include"', 'kind = "include"\ncolour = "red"', "unknown key 'colour'"),
        ('kind = "include"', 'kind = "include"\nside = "a"', "has the side 'a'"),
        ('kind = "ease"\nside = "a"', 'kind = "ease"', "has the side ''"),
        ('acts = ["K1", "K3a"]', 'acts = ["K1", "K9"]', "is made of K1, K9"),
        ('acts = ["K1", "K3a"]', 'acts = ["K1", "K2"]', "watching is part of several"),
        ('id = "K3a+K3b"', 'id = "K1+K3b"', "is there twice"),
        ('id = "K1+K3a"', 'id = "none"', "the id 'none'"),
        ('thaw = "a"', 'thaw = "c"', "thaw is 'c'"),
        ('refresh = ["rivalry"', 'refresh = ["rivalries"', "assumptions.rivalries is not"),
    ],
)
def test_a_bad_file_is_refused_naming_the_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TEXT
    bad = tmp_path / "bad.toml"
    bad.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_assumptions(bad)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value).replace(str(bad), "").split("not TOML")[0]


def test_a_reason_is_required_and_a_missing_file_is_said(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(TEXT.replace('reason = "cost of watching"', 'reason = ""'), encoding="utf-8")
    with pytest.raises(BadInput, match="k2_cost gives no reason"):
        load_assumptions(bad)
    with pytest.raises(BadInput, match="cannot be read"):
        load_assumptions(tmp_path / "none.toml")


def test_overrides_are_stated_by_hand() -> None:
    found = load_assumptions(overrides={"rivalry": 0.5, "phi": (0.0, 0.01)})
    assert found["rivalry"].low == found["rivalry"].high == 0.5
    assert found["phi"].high == 0.01
    assert found["phi"].reason == "set by hand"
    for bad in ({"rivalry": 2.0}, {"nonsense": 1.0}, {"phi": (0.2, 0.1)}):
        with pytest.raises(BadInput):
            load_assumptions(overrides=bad)


def test_too_few_draws() -> None:
    with pytest.raises(BadInput, match="draws"):
        weigh_options(load_assumptions(), rng=np.random.default_rng(0), size=10)


def test_calibration_replaces_what_the_file_names_only() -> None:
    rng = np.random.default_rng(0)
    names = ("rivalry", "ea", "eb", "va", "vb")
    draws = {name: rng.uniform(0.4, 0.6, (200, 2)) for name in names}
    months = np.array(["2020-01", "2020-02"], "M8[M]")
    made = SimpleNamespace(pivot="PRK", a="USA", b="CHN", months=months, draws=draws)
    found = calibrated(load_assumptions(), triangle=made)  # type: ignore[arg-type]
    assert 0.4 < found["rivalry"].low < found["rivalry"].high < 0.6
    assert found.measured == ("rivalry", "access_a", "access_b")
    assert "posterior" in found["access_a"].source
    assert found["phi"] == load_assumptions()["phi"]
    made.a = "CHN"
    with pytest.raises(BadInput, match="the triangle PRK"):
        calibrated(load_assumptions(), triangle=made)  # type: ignore[arg-type]
