"""`python -m studies` lists what there is, runs one, and says what it lacks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from studies.__main__ import listing, main, studies
from tests.shared import shared

ROOT = Path(__file__).resolve().parents[2]


def test_every_study_says_what_it_measures(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(studies())
    assert all(len(line.split()) > 4 for line in listing().splitlines())


def test_a_study_without_its_data_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relations_validity"]) == 2
    assert "--data DIR" in capsys.readouterr().err
    assert main(["relations_validity", "--data", str(tmp_path)]) == 2
    assert "is not there" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["no-such-study"])


def test_words_after_the_name_reach_the_study(tmp_path: Path) -> None:
    path = tmp_path / "picture.svg"
    assert main(["readme_picture", str(path)]) == 0
    assert path.read_text().startswith("<svg")


def test_the_shipped_prior_is_what_the_study_makes(tmp_path: Path) -> None:
    import json

    import numpy as np

    from studies import PACKAGE

    data = shared("data/events/weis_1966_1975.csv").parents[1]
    assert main(["relations_reference", "--data", str(data), "--out", str(tmp_path)]) == 0
    about = [json.loads((folder / "reference_prior.json").read_text()) for folder in (PACKAGE, tmp_path)]
    assert about[0].keys() == about[1].keys()
    assert about[0]["command"] == about[1]["command"]
    with np.load(PACKAGE / "reference_prior.npz") as old, np.load(tmp_path / "reference_prior.npz") as new:
        assert set(old) == set(new)
        for name in set(old) - {"keys"}:
            np.testing.assert_allclose(old[name], new[name], rtol=1e-3, atol=1e-3)


def test_no_shipped_file_reads_the_research_extracts() -> None:
    files = [path for path in (ROOT / "src").rglob("*") if path.suffix in (".py", ".json", ".toml", ".md")]
    wrong = [path for path in files if re.search(r"shared/(data|seed)", path.read_text(encoding="utf-8"))]
    assert [path for path in wrong if "stances" not in path.parts] == []
