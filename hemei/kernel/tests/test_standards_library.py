"""Which document counts: by name and day of the fact, the city's before the nation's, whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from hemei.kernel.standards import (
    DocumentText,
    Head,
    NoStandard,
    StandardError,
    Standards,
    Warrant,
    document_markdown,
    load_standards,
)
from hemei.kernel.standards.calendar import STANDARDS as CALENDAR_SHAPES
from hemei.kernel.standards.calendar import OfficeHours
from hemei.kernel.standards.examples import read_examples, without_example
from hemei.kernel.standards.working_time import working_time

SOURCES = """
[[source]]
code = "some-law"
title = "某法"
title_en = "Some law"
issuer = "某机关"
level = "law"
where_read = "articles"
"""


@dataclass(frozen=True, slots=True)
class Fee:
    head: Head
    fen: int
    warrant: Warrant
    other_fen: int = 0


def fee(fen: int, *, other: str = "") -> str:
    return f'fen = {fen}\n{other}\nbasis = "law"\nclause = "第{fen}条"\n\n[source]\ndocument = "some-law"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    standards = tmp_path / "standards"
    (standards / "calendar").mkdir(parents=True)
    (standards / "sources.toml").write_text(SOURCES, encoding="utf-8")
    put(standards, "national", "fee", "2020-01-01", fee(1, other="other_fen = 7"))
    put(standards, "national", "fee", "2024-01-01", fee(2))
    put(standards, "riverside", "fee", "2022-01-01", fee(3))
    put(standards, "hillside", "fee", "2021-01-01", fee(4))
    return standards


def put(standards: Path, jurisdiction: str, name: str, day: str, text: str) -> None:
    folder = standards / jurisdiction / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{day}.toml").write_text(text, encoding="utf-8")


def load(folder: Path, *issued: DocumentText, city: str = "riverside") -> Standards:
    return load_standards(folder, city=city, shapes={"fee": Fee, **CALENDAR_SHAPES}, issued=issued)


def issue(day: str, text: str, *, name: str = "fee", jurisdiction: str = "riverside") -> DocumentText:
    return DocumentText(jurisdiction, name, date.fromisoformat(day), text, f"issued/{name}/{day}")


@pytest.mark.parametrize(
    ("on", "fen"),
    [("2020-01-01", 1), ("2021-12-31", 1), ("2022-01-01", 3), ("2023-06-01", 3), ("2026-11-23", 3)],
)
def test_the_day_of_the_fact_decides_and_the_city_comes_first(folder: Path, on: str, fen: int) -> None:
    assert load(folder).find("fee", Fee, on=date.fromisoformat(on)).fen == fen


def test_a_city_without_a_document_of_its_own_has_the_nations(folder: Path) -> None:
    standards = load(folder, city="lakeside")
    assert standards.find("fee", Fee, on=date(2023, 12, 31)).fen == 1
    assert standards.find("fee", Fee, on=date(2024, 1, 1)).fen == 2


def test_another_city_is_one_setting_and_its_neighbours_files_stay_unread(folder: Path) -> None:
    put(folder, "riverside", "fee", "2025-01-01", "this is broken")
    assert load(folder, city="hillside").find("fee", Fee, on=date(2026, 1, 1)).fen == 4


def test_whole_files_replace_and_lines_never_merge(folder: Path) -> None:
    standards = load(folder)
    assert standards.find("fee", Fee, on=date(2021, 1, 1)).other_fen == 7
    assert standards.find("fee", Fee, on=date(2022, 1, 1)).other_fen == 0


def test_before_the_first_document_there_is_none_and_the_remedy_is_named(folder: Path) -> None:
    with pytest.raises(NoStandard, match=r"standards/riverside/fee/<day in force>\.toml"):
        load(folder).find("fee", Fee, on=date(2019, 12, 31))


def test_an_issued_document_counts_from_its_day_as_a_shipped_one_does(folder: Path) -> None:
    standards = load(folder, issue("2026-07-01", fee(9)))
    assert standards.find("fee", Fee, on=date(2026, 6, 30)).fen == 3
    found = standards.find("fee", Fee, on=date(2026, 7, 1))
    assert (found.fen, found.head.file) == (9, "issued/fee/2026-07-01")
    assert found.warrant.reference.day == date(2026, 7, 1)


def test_an_issued_document_is_read_as_strictly(folder: Path) -> None:
    with pytest.raises(StandardError, match=r"^issued/fee/2026-07-01:1: .*is unknown here"):
        load(folder, issue("2026-07-01", "yuan = 3\n" + fee(9)))


def test_two_documents_of_one_name_and_day_are_refused(folder: Path) -> None:
    with pytest.raises(StandardError, match=r"is also in standards/riverside/fee/2022-01-01\.toml"):
        load(folder, issue("2022-01-01", fee(9)))


def test_a_document_no_rule_reads_is_refused(folder: Path) -> None:
    put(folder, "national", "fees", "2020-01-01", fee(1))
    with pytest.raises(StandardError, match='No rule reads a document named "fees"'):
        load(folder)


def test_a_file_not_named_by_a_day_is_refused(folder: Path) -> None:
    put(folder, "national", "fee", "new", fee(1))
    with pytest.raises(StandardError, match="Name the file by its day in force"):
        load(folder)


def test_a_folder_without_sources_is_refused(folder: Path) -> None:
    (folder / "sources.toml").unlink()
    with pytest.raises(StandardError, match="The list of sources is missing"):
        load(folder)


def test_asking_with_another_shape_is_a_defect_and_raises(folder: Path) -> None:
    with pytest.raises(TypeError, match="is read as Fee"):
        load(folder).find("fee", OfficeHours, on=date(2026, 1, 1))


def calendar(year: int, day: str) -> str:
    notice = '[[notice]]\nbasis = "law"\nclause = "全文"\n'
    return (
        f'year = {year}\n\n[source]\ndocument = "some-law"\n\n{notice}\n'
        f'[[holiday]]\nday = {day}\nname = "某节"\n'
    )


def test_a_correction_issued_during_the_year_replaces_the_notice(folder: Path) -> None:
    (folder / "calendar" / "2027.toml").write_text(calendar(2027, "2027-05-03"), encoding="utf-8")
    assert load(folder).calendars()[0].holidays == (date(2027, 5, 3),)
    corrected = issue("2027-03-22", calendar(2027, "2027-05-04"), name="calendar-2027")
    assert load(folder, corrected).calendars()[0].holidays == (date(2027, 5, 4),)


@pytest.mark.parametrize("jurisdiction", ["riverside", "abroad", "zhongshan"])
def test_what_the_city_issued_about_a_year_comes_before_the_nations_file(
    folder: Path, jurisdiction: str
) -> None:
    (folder / "calendar" / "2027.toml").write_text(calendar(2027, "2027-05-03"), encoding="utf-8")
    own = issue("2026-12-01", calendar(2027, "2027-05-05"), name="calendar-2027", jurisdiction=jurisdiction)
    assert load(folder, own, city=jurisdiction).calendars()[0].holidays == (date(2027, 5, 5),)


def test_a_year_in_the_file_of_another_is_refused(folder: Path) -> None:
    (folder / "calendar" / "2028.toml").write_text(calendar(2027, "2027-05-03"), encoding="utf-8")
    with pytest.raises(StandardError, match="the year 2027 stands in the file of another year"):
        load(folder)


def test_a_calendar_not_named_by_its_year_is_refused(folder: Path) -> None:
    (folder / "calendar" / "next.toml").write_text(calendar(2027, "2027-05-03"), encoding="utf-8")
    with pytest.raises(StandardError, match="Name the file by its year"):
        load(folder)


def test_working_time_is_put_together_from_the_documents(folder: Path) -> None:
    hours = 'spans = ["09:00-12:00"]\nbasis = "law"\nclause = "第一条"\n[source]\ndocument = "some-law"\n'
    put(folder, "national", "business-hours", "2019-01-01", hours)
    off = (
        '[[holiday]]\ncode = "a"\nname = "元旦"\nmonth = 1\nday = 3\nbasis = "law"\nclause = "第一条"\n'
        '[source]\ndocument = "some-law"\n'
    )
    put(folder, "national", "public-holidays", "2019-01-01", off)
    (folder / "calendar" / "2027.toml").write_text(calendar(2027, "2027-05-03"), encoding="utf-8")
    time = working_time(load(folder), on=date(2027, 1, 1))
    assert not time.is_working_day(date(2027, 5, 3))
    assert time.is_working_day(date(2027, 5, 4))
    assert time.hours.minutes == 180
    assert not time.is_working_day(date(2028, 1, 3))  # a Monday of a year whose notice is not out


def test_an_item_without_an_example_is_named(folder: Path) -> None:
    content = load(folder).find("fee", Fee, on=date(2022, 1, 1))
    assert without_example(content, ()) == ("fee",)
    example = read_examples(
        "examples.toml",
        '[[example]]\nitem = "fee"\non = 2022-01-01\nfacts = { a = 1 }\nexpect = { b = "c" }\nclause = "第三条"\n',
    )
    assert without_example(content, example) == ()


def test_the_page_shows_every_item_with_its_clause(folder: Path) -> None:
    page = document_markdown(load(folder))
    assert "| `fee` | fen 3; other_fen 0 | law | 某法 第3条 |" in page
    assert "| `some-law` | 某法 |" in page
    assert page == document_markdown(load(folder))
