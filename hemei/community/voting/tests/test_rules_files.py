"""The two files: what is read as the same, and every bad value by file, line and column."""

from __future__ import annotations

import pytest

from hemei.community.voting.rules.files import (
    BALLOT_COLUMNS,
    ROLL_COLUMNS,
    read_ballots,
    read_roll,
    refuse_doubles,
)
from hemei.community.voting.rules.roll import DEVELOPER

ROLL_HEADER = ",".join(ROLL_COLUMNS)
BALLOT_HEADER = ",".join(BALLOT_COLUMNS)


def roll(*rows: str, header: str = ROLL_HEADER, encoding: str = "utf-8", end: str = "\n"):
    return read_roll("roll.csv", end.join([header, *rows]).encode(encoding))


def ballots(*rows: str, codes=("1-101", "1-102"), header: str = BALLOT_HEADER):
    return read_ballots("ballots.csv", "\n".join([header, *rows]).encode(), codes)


def places(found) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in found.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_roll_in_the_encodings_of_office_software(encoding, end) -> None:
    found = roll("1-101,一幢,89.5,张三,yes", "", ",,,,", "1-102,一幢,100,,no", encoding=encoding, end=end)
    assert found.faults == ()
    first, second = found.units
    assert (first.code, first.building, first.area_dm2, first.owners) == ("1-101", "一幢", 8950, {"张三"})
    assert (second.area_dm2, second.owners, second.developers) == (10_000, {DEVELOPER}, True)


@pytest.mark.parametrize(
    ("cell", "owners"),
    [
        ("张三;李四", {"张三", "李四"}),
        ("李四；张三；", {"张三", "李四"}),
        (" 张　三 ; 李四;李四", {"张三", "李四"}),
        ("ＡＢＣ 公司", {"ABC 公司"}),
        ("Li  Na", {"Li Na"}),
        ("@developer; 张三", {DEVELOPER, "张三"}),
        ("＠developer", {DEVELOPER}),
        ('"甲;乙"', {"甲", "乙"}),
    ],
)  # fmt: skip
def test_owners_are_a_set_whatever_their_order_and_typing(cell, owners) -> None:
    found = roll(f"1-101,1,100,{cell},yes")
    assert found.faults == ()
    assert found.units[0].owners == owners


def test_spellings_read_as_one_owner_are_told() -> None:
    found = roll(
        "1,1,100,张 三,yes", "2,1,100,张三,yes", "3,1,100,李四,yes", "4,1,9,@developer,yes", "5,1,9,,no"
    )
    assert [dict(note.values) for note in found.notes] == [{"name": "张三", "written": "张 三 / 张三"}]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("1-102,1,100.123,甲,yes", (3, "area_m2")),
        ("1-102,1,100.120,甲,yes", (3, "area_m2")),
        ("1-102,1,0,甲,yes", (3, "area_m2")),
        ("1-102,1,0.00,甲,yes", (3, "area_m2")),
        ("1-102,1,-5,甲,yes", (3, "area_m2")),
        ("1-102,1,1e3,甲,yes", (3, "area_m2")),
        ('1-102,1,"1,000",甲,yes', (3, "area_m2")),
        ("1-102,1,100.,甲,yes", (3, "area_m2")),
        (f"1-102,1,{'9' * 5000},甲,yes", (3, "area_m2")),
        ("1-102,1,nan,甲,yes", (3, "area_m2")),
        ("1-102,1,,甲,yes", (3, "area_m2")),
        ("1-101,1,100,甲,yes", (3, "unit")),
        (" １-101 ,1,100,甲,yes", (3, "unit")),
        (",1,100,甲,yes", (3, "unit")),
        ("1-102,1,100,,yes", (3, "owners")),
        ("1-102,1,100,;；,yes", (3, "owners")),
        ("1-102,1,100,张三、李四,yes", (3, "owners")),
        ('1-102,1,100,"张三,李四",yes', (3, "owners")),
        ("1-102,1,100,张三/李四,yes", (3, "owners")),
        ("1-102,1,100,@developper,yes", (3, "owners")),
        ("1-102,1,100,甲,YES", (3, "delivered")),
        ("1-102,1,100,甲,是", (3, "delivered")),
        ("1-102,1,100,甲,", (3, "delivered")),
        ("1-102,1,100,甲", (3, "")),
        ("1-102,1,100,甲,yes,more", (3, "")),
        ('1-102,1,100,"甲,yes', (3, "")),
        ('1-1"02,1,100,"甲"x,yes', (3, "")),
        ("1\u20602,1,100,甲,yes", (3, "unit")),
    ],
)
def test_a_bad_value_of_the_roll_is_named(row, place) -> None:
    assert places(roll("1-101,1,100,甲,yes", row)) == [place]


def test_a_line_is_the_line_of_the_file_also_after_a_cell_of_several_lines() -> None:
    found = roll('1-101,"1\n2",100,甲,yes', "", "1-102,1,x,甲,yes")
    assert places(found) == [(5, "area_m2")]
    assert found.units[0].building == "1 2"


def test_a_table_without_its_columns_names_them() -> None:
    assert places(roll(header="unit,building,area,owners,delivered")) == [(1, "area_m2")]
    assert places(roll(header="unit,unit,area_m2,owners,delivered")) == [(1, "unit"), (1, "building")]
    assert places(read_roll("r", b"")) == [(1, "")]
    assert places(read_roll("r", b"\xef\xbb\xbf\r\n\r\n")) == [(1, "")]
    assert places(read_roll("r", "unit,building".encode("utf-16"))) == [(1, "")]
    assert places(roll()) == [(1, "unit")]
    moved = roll("yes,甲,extra,12.5,1,1-101", header="delivered, owners,note,area_m2,building,unit")
    assert (moved.faults, moved.units[0].area_dm2) == ((), 1250)


def test_every_bad_value_is_named_at_once() -> None:
    found = roll("1-101,1,x,、,maybe", "1-101,1,100,甲,yes")
    assert places(found) == [(2, "area_m2"), (2, "delivered"), (2, "owners"), (3, "unit")]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("9-999,for,phone,2026-11-20T09:00:00,yes", (2, "unit")),
        ("9-999,for,phone,2026-11-20T09:00:00,no", (2, "unit")),
        (",for,phone,2026-11-20T09:00:00,yes", (2, "unit")),
        ("1-101,yes,phone,2026-11-20T09:00:00,yes", (2, "choice")),
        ("1-101,,phone,2026-11-20T09:00:00,yes", (2, "choice")),
        ("1-101,perhaps,phone,2026-11-20T09:00:00,no", (2, "choice")),
        ("1-101,for,phone,2026-13-20T09:00:00,yes", (2, "received_at")),
        ("1-101,for,phone,2026/11/20 9:00,yes", (2, "received_at")),
        ("1-101,for,phone,,yes", (2, "received_at")),
        ("1-101,for,phone,2026-11-20T09:00:00,", (2, "valid")),
        ("1-101,for,phone,2026-11-20T09:00:00,1", (2, "valid")),
        ("1-101,for,phone,2026-11-20T09:00:00", (2, "")),
    ],
)
def test_a_bad_value_of_the_ballots_is_named(row, place) -> None:
    assert places(ballots(row)) == [place]


def test_moments_are_compared_as_instants() -> None:
    found = ballots(
        "1-101,for,phone,2026-11-20T01:30:00Z,yes",
        "1-101,against,,2026-11-20T09:30:00,yes",
        "1-102,,paper,2026-11-20,no",
        " 1-102 , abstain ,paper,2026-11-20 10:00:00.001+08:00,yes",
    )
    assert found.faults == ()
    one, two, spoiled, last = found.ballots
    assert one.received_at == two.received_at
    assert (spoiled.valid, last.choice, last.line) == (False, "abstain", 5)
    assert [(fault.line, fault.column) for fault in refuse_doubles("b", found)] == [(3, "unit")]
    edge = ballots(
        "1-101,for,,0001-01-01T00:00:00+14:00,yes", "1-101,for,,9999-12-31T23:59:59.999999-14:00,yes"
    )
    assert len(refuse_doubles("b", edge)) == 1


def test_a_roll_nobody_can_read_does_not_make_every_ballot_wrong() -> None:
    assert ballots("9-999,for,phone,2026-11-20T09:00:00,yes", codes=()).faults == ()
