"""Files of a visitor: read, mended, asked; bounded, kept from others, never believed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.conftest import MORE, QUOTED, SHEET, SPOKEN, Visit, complaints, english, picture


def drop(visit: Visit, path: Path) -> None:
    """Choose a file, and wait for what comes of it."""
    visit.page.locator("#file").set_input_files(path)
    visit.page.wait_for_function(
        "() => location.search.includes('file=') || !document.querySelector('#drop-said').hidden"
    )
    visit.page.wait_for_load_state()


@pytest.mark.long
def test_a_spreadsheet_is_read_and_asked(visit: Visit, sheet: Path) -> None:
    page = visit.open("/file")
    drop(visit, sheet)
    assert page.get_by_text("Every one of its").is_visible()
    assert page.get_by_label("Who did it").input_value() == "Actor"
    assert page.locator("#p").input_value() == "Austria"
    assert complaints(page) == []
    picture(page, "file")
    page.get_by_role("link", name="See its triangle").click()
    visit.wait()
    assert "Austria stood nearer to the United States" in page.locator("#answer").inner_text()
    address = page.url
    page.locator(".path a").first.click()
    page.wait_for_url("**months=*")
    visit.wait()
    assert "Synthetic act" in page.locator("#behind").inner_text()
    of = address.split("of=")[1]
    assert of in page.url
    page = visit.open(f"/brief?of={of}")
    with page.expect_download() as told:
        page.get_by_role("link", name="Keep it as an HTML file").click()
    body = Path(told.value.path()).read_text(encoding="utf-8")
    assert "Austria stood nearer to the United States" in body
    page.get_by_role("link", name="Open the brief").click()
    page.wait_for_url("**/brief.html*")
    assert page.locator("h1").inner_text()


def test_what_is_not_understood_is_mended_there(visit: Visit, tmp_path: Path) -> None:
    text = (SHEET + MORE).replace("Actor", "Who").replace("1960-01-15,Austria", "sometime,Ostrava")
    path = tmp_path / "synthetic-odd.csv"
    path.write_text(text, encoding="utf-8")
    page = visit.open("/file")
    drop(visit, path)
    page.get_by_label("Who did it").select_option("Who")
    page.get_by_role("button", name="Read it so").click()
    page.wait_for_load_state()
    assert page.get_by_text("could not be read").first.is_visible()
    page.get_by_label("It means sometime").fill("1960-01-15")
    page.get_by_label("It means Ostrava").fill("Austria")
    page.get_by_role("button", name="Read it so").click()
    page.wait_for_load_state()
    assert page.get_by_text("Every one of its").is_visible()


@pytest.mark.long
def test_hostile_text_is_text(visit: Visit, tmp_path: Path) -> None:
    evil = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">{{7*7}}=cmd|'/c calc'!A1"
    path = tmp_path / "<b>synthetic.csv"
    path.write_text(
        (SHEET + MORE)
        .replace("Synthetic act", '"' + evil.replace('"', '""') + '"')
        .replace("synthetic\n", "javascript:alert(1)\n"),
        encoding="utf-8",
    )
    page = visit.open("/file")
    drop(visit, path)
    assert page.locator("#read-head").inner_text() == "What _b_synthetic.csv was taken for"
    page.get_by_role("link", name="Evidence").last.click()
    visit.wait()
    assert "<script>" in page.locator("table.evidence").inner_text()
    assert page.locator("table.evidence a").count() == 0
    of = page.evaluate("new URLSearchParams(location.search).get('of')")
    page = visit.open(f"/triangle?of={of}&months=1962-01..1962-12")
    assert "<script>" in page.locator("#behind").inner_text()
    assert page.title() != "taken"
    assert page.locator("img").count() == 0
    body = page.request.get(f"{visit.server}/table/behind.csv?of={of}&months=1962-01..1962-12").text()
    assert ",=cmd" not in body


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(3000), ""),
        ("words.csv", b"hello,world\n1,2\n", "column"),
        ("program.exe", b"MZ", "ends in .exe"),
        (
            "rows.csv",
            b"date,source,target,act,strength\n" + b"1960,AUT,USA,x,1\n" * 50_001,
            "at most 50000 rows",
        ),
        ("large.csv", b"a" * (16 * 2**20 + 1), "more than"),
        ("bomb.xlsx", b"PK\x03\x04 not a book", ""),
    ],
)
def test_a_bad_file_gets_one_sentence(
    visit: Visit, tmp_path: Path, name: str, body: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    page = visit.open("/file")
    drop(visit, path)
    text = page.locator(".warn:visible").first.inner_text()
    visit.said.clear()  # the browser notes the refusal
    assert said in text
    assert "Traceback" not in text
    assert str(tmp_path.parent) not in text


@pytest.mark.long
def test_two_visitors_never_see_each_other_s_files(visitor: Callable[..., Visit], sheet: Path) -> None:
    one, other = visitor(), visitor()
    page = one.open("/file")
    drop(one, sheet)
    of = page.evaluate("new URLSearchParams(location.search).get('file')")
    theirs = other.open("/file")
    assert "synthetic-austria" not in theirs.locator("body").inner_text()
    for address in (f"/file?file={of}", f"/triangle?of={of}", f"/evidence?of={of}", f"/changed?of={of}"):
        answer = theirs.request.get(one.server + address)
        assert answer.status == 400
        assert "not here" in answer.text()
    for address in (f"/table/story.csv?of={of}", f"/chart/story.json?of={of}", f"/brief.html?of={of}"):
        assert theirs.request.get(one.server + address).status == 400
    page.get_by_role("button", name="Forget my files now").click()
    page.wait_for_load_state()
    assert page.request.get(f"{one.server}/triangle?of={of}").status == 400


def test_what_a_file_lacks_is_said_in_korean(visitor: Callable[..., Visit], tmp_path: Path) -> None:
    visit = visitor()
    page = visit.open("/file?lang=ko")
    text = (
        (SHEET + MORE)
        .replace("1960-01-15,Austria", "sometime,Ostrava")
        .replace("Synthetic", "합성")
        .replace("synthetic", "합성")
    )
    path = tmp_path / "odd.csv"
    path.write_text(text, encoding="utf-8")
    drop(visit, path)
    shown = [
        line
        for line in page.evaluate(SPOKEN, QUOTED)
        if not re.search(
            "odd.csv|sometime|Ostrava|Austria|USSR|USA|Date|Actor|Receiver|Event|Score|Citation|Soviet Union|합성",
            line,
        )
    ]
    assert english(shown) == []
    path.write_text("one,two\n1,2\n", encoding="utf-8")
    page = visit.open("/file?lang=ko")
    drop(visit, path)
    assert "다음 열이 없다" in page.locator(".warn:visible").first.inner_text()
