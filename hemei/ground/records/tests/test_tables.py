"""Files as they come: encodings, merged cells, formulas, bombs, and what is no table at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from hemei.ground.records import tables
from hemei.ground.records.tables import workbook as reader
from hemei.ground.records.tests.importing import comma, workbook
from hemei.kernel.decision import Refused
from hemei.kernel.registers.checking import FORMULA_WITHOUT_VALUE

ROWS = [["小区", "面积"], ["甲, 乙", "1"], ["丙", "2"]]


def rows(content: bytes, after: tables.Place | None = None) -> list[tuple[int, list[str]]]:
    file = io.BytesIO(content)
    look = tables.look(file, name="x")
    found = tables.rows_after(
        file, kind=look.kind, how=look.how, sheet=look.sheets[0].name, after=after or tables.Place()
    )
    return [(given.number, [cell for cell in given.cells if cell]) for given, _ in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_reads_the_same_in_every_encoding(encoding: str) -> None:
    content = comma(*ROWS, encoding=encoding)
    assert rows(content) == [(1, ROWS[0]), (2, ROWS[1]), (3, ROWS[2])]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_reading_goes_on_after_any_row(encoding: str) -> None:
    lines = [["名称", "备注"], *([f"第{n}行", "有\n换行" if n % 3 else '有"引号"'] for n in range(20))]
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\r\n" for line in lines)
    file = io.BytesIO(text.encode(encoding))
    look = tables.look(file, name="x")
    whole = list(tables.rows_after(file, kind="csv", how=look.how, sheet="x", after=tables.Place()))
    for at, (_, place) in enumerate(whole):
        rest = tables.rows_after(file, kind="csv", how=look.how, sheet="x", after=place)
        assert [given for given, _ in rest] == [given for given, _ in whole[at + 1 :]]


def test_tabs_and_empty_rows() -> None:
    assert rows("甲\t乙\n\n\t\n1\t2\n".encode()) == [(1, ["甲", "乙"]), (4, ["1", "2"])]


def test_merged_cells_count_for_all_they_cover() -> None:
    content = workbook(
        {"一": [["表"], ["小区", "楼"], ["甲", "1"], [None, "2"]]}, [("一", "A1:B1"), ("一", "A3:A4")]
    )
    assert [cells for _, cells in rows(content)] == [["表", "表"], ["小区", "楼"], ["甲", "1"], ["甲", "2"]]


def test_cells_become_texts() -> None:
    from datetime import UTC, date, datetime

    content = workbook(
        {
            "一": [
                [
                    1,
                    2.0,
                    89.35,
                    True,
                    date(2020, 1, 2),
                    datetime(2020, 1, 2, 8, 30, tzinfo=UTC).replace(tzinfo=None),
                ]
            ]
        }
    )
    assert rows(content) == [(1, ["1", "2", "89.35", "是", "2020-01-02", "2020-01-02 08:30"])]


def test_a_formula_without_its_result_is_marked() -> None:
    assert rows(workbook({"一": [["甲", "=1+1"]]})) == [(1, ["甲", FORMULA_WITHOUT_VALUE])]


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO(workbook({"一": ROWS}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return out.getvalue()


def varied(length: int) -> bytes:
    """Bytes that pack well, but not beyond all measure."""
    return (b"".join(b"%08d" % (n * n) for n in range(4_000)) * (length // 32_000 + 1))[:length]


def broken(content: bytes) -> bytes:
    return content[: len(content) // 2]


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("a bomb", lambda: with_part("xl/worksheets/big.xml", b"\0" * 20_000_000), "bomb"),
    ("links outside", lambda: with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "outside_links"),
    ("too many shared texts", lambda: with_part("xl/sharedStrings.xml", varied(90_000_000)), "bomb"),
    ("a data source", lambda: with_part("xl/connections.xml", b"<x/>"), "outside_links"),
    ("entities", lambda: with_part("xl/more.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "workbook_broken"),
    ("half a workbook", lambda: broken(workbook({"一": ROWS})), "workbook_broken"),
    ("another archive", lambda: with_zip("a.txt"), "workbook_broken"),
    ("an old workbook", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old_office"),
    ("UTF-16", lambda: "甲,乙".encode("utf-16"), "encoding"),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no_table"),
    ("nothing", lambda: b"", "no_table"),
    ("bytes of no encoding", lambda: b"a,b\n\xff\xff\xff\n", "encoding"),
    ("an open quotation", lambda: b'a,b\n"' + b"x" * 200_000, "csv_broken"),
]


def with_zip(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"), [(make, code) for _, make, code in REFUSED], ids=[n for n, _, _ in REFUSED]
)
def test_what_is_no_table_is_refused_with_a_remedy(content: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        rows(content())
    (reason,) = refusal.value.decision.reasons
    assert (reason.code, reason.field) == (code, "file")
    assert reason.remedy


def test_a_formula_that_points_outside_is_named_with_its_cell() -> None:
    content = workbook({"一": [["小区"], ["甲"]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(out, "w") as packed:
        for part in read.infolist():
            text = read.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</row>", b'<c r="B2"><f>[1]Sheet1!$A$1*2</f><v>3</v></c></row>')
            packed.writestr(part.filename, text)
        packed.writestr("xl/externalLinks/externalLink1.xml", b"<x/>")
    with pytest.raises(Refused) as refusal:
        rows(out.getvalue())
    (reason,) = refusal.value.decision.reasons
    assert "sheet1!B2 =[1]Sheet1!$A$1*2" in str(reason.values["cells"])


def test_a_bomb_is_not_unpacked_to_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def unpacked(*_: object) -> None:
        raise AssertionError

    content = with_part("xl/worksheets/big.xml", b"\0" * 20_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", unpacked)
    with pytest.raises(Refused):
        reader.look_at_workbook(io.BytesIO(content))


def filled(content: bytes, fills: dict[int, dict[int, str]]) -> bytes:
    file = io.BytesIO(content)
    look = tables.look(file, name="x")
    out = tables.filled(
        file, kind=look.kind, how=look.how, sheet=look.sheets[0].name, fills=iter(sorted(fills.items()))
    )
    with out:
        return out.read()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_given_back_filled_in_its_own_way(encoding: str, delimiter: str) -> None:
    lines = ["标题", delimiter.join(["编号", "结果"]), "", delimiter.join(["甲", "旧"]), "乙"]
    content = "\r\n".join([*lines, ""]).encode(encoding)
    back = filled(content, {4: {1: "=1+1"}, 5: {1: "好"}})
    lines[3:] = [delimiter.join(["甲", "'=1+1"]), delimiter.join(["乙", "好"])]
    assert back == "\r\n".join([*lines, ""]).encode(encoding)


def test_a_workbook_is_given_back_filled_and_otherwise_as_it_came() -> None:
    from openpyxl import load_workbook

    sheet = [["表"], ["编号", "结果", "备注"], ["甲", "旧", 1.5], ["乙"], ["丙", None, "x"]]
    content = workbook({"一": sheet, "二": [["不动"]]}, [("一", "A1:C1")])
    back = filled(content, {3: {1: "<好>&\x07"}, 4: {2: "=1+1", 30: "远"}, 5: {1: "中"}})
    book = load_workbook(io.BytesIO(back))
    page = book["一"]
    assert [cell.value for cell in page[3]][:3] == ["甲", "<好>&", 1.5]
    assert (page["A4"].value, page["C4"].value, page["C4"].data_type, page["AE4"].value) == (
        "乙",
        "=1+1",
        "s",
        "远",
    )
    assert [page[f"{letter}5"].value for letter in "ABC"] == ["丙", "中", "x"]
    assert book["二"]["A1"].value == "不动"
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:C1"]


def test_numbers_of_more_digits_than_a_workbook_keeps_show_that_they_lost_some() -> None:
    content = workbook({"一": [["编号"], [20261103123456789], [123456789012345], [2.5], [True]]})
    assert [cells for _, cells in rows(content)][1:] == [
        ["2.02611031234568e+16"], ["123456789012345"], ["2.5"], ["是"]
    ]  # fmt: skip
