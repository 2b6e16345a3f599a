"""Headers and cells: what a clerk writes, what is understood, what is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum

import pytest

from hemei.kernel.actor import Role
from hemei.kernel.decision import Reason
from hemei.kernel.registers import (
    Column,
    Given,
    Register,
    Unreadable,
    cells,
    check_rows,
    header_digest,
    propose,
    recognise,
)
from hemei.kernel.registers.cells import (
    choice,
    day,
    digits,
    hundredths,
    identity,
    millionths,
    phone,
    whole,
    words,
)
from hemei.kernel.registers.shape import Values


class Fruit(StrEnum):
    APPLE = "apple"


PLAIN = words(20)
SHOPS = Register(
    "t.shops",
    "店铺",
    (
        Column("name", "店名", PLAIN, ("名称",), required=True),
        Column("area", "面积（平方米）", hundredths(10_000), ("面积",), required=True),
        Column("since", "起始日期", day),
    ),
    key=("name",),
    roles=frozenset({Role.SYSTEM}),
    order=1,
)
TREES = Register(
    "t.trees",
    "树木",
    (Column("name", "树名", PLAIN, required=True), Column("height", "高度", PLAIN, required=True)),
    key=("name",),
    roles=frozenset({Role.SYSTEM}),
    order=2,
)


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (whole(0, 100_000), "1,200 户", 1_200),
        (whole(0, 9), "7.0", 7),
        (hundredths(10**9), "89.5", 8_950),
        (hundredths(10**9), "25,000.00 平方米", 2_500_000),
        (hundredths(10**9), "89.350", 8_935),
        (millionths, "117.283042", 117_283_042),
        (millionths, "31.9", 31_900_000),
        (day, "2020-1-2", date(2020, 1, 2)),
        (day, "2020/01/02", date(2020, 1, 2)),
        (day, "2020年1月2日", date(2020, 1, 2)),
        (day, "20200102", date(2020, 1, 2)),
        (choice({"苹果": Fruit.APPLE, "apple": Fruit.APPLE}), "Apple", Fruit.APPLE),
        (phone, "138-0013 8000", "13800138000"),
        (phone, "0551-62345678", "055162345678"),
        (identity, "11010519491231002x", "11010519491231002X"),
        (identity, "E12345678", "E12345678"),
        (digits(15), "340102001001001", "340102001001001"),
    ],
)
def test_a_cell_is_understood(read, cell: str, value: object) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell", "code"),
    [
        (whole(1, 9), "十", "not_whole"),
        (whole(1, 9), "10", "out_of_range"),
        (whole(1, 9), "1.5", "not_whole"),
        (hundredths(10**9), "0", "not_positive"),
        (hundredths(10**9), "0.00", "not_positive"),
        (hundredths(10**9), "-5", "not_number"),
        (hundredths(10**9), "89.355", "decimals"),
        (hundredths(100), "2", "out_of_range"),
        (hundredths(10**9), "1e5", "not_number"),
        (millionths, "117°17′", "not_degrees"),
        (day, "0206-05-01", "bad_year"),
        (day, "2023-02-30", "no_such_day"),
        (day, "去年", "not_day"),
        (choice({"苹果": Fruit.APPLE}), "梨", "no_option"),
        (phone, "12345", "bad_phone"),
        (identity, "110105194912310021", "bad_identity"),
        (identity, "1.10105194912E+17", "digits_lost"),
        (identity, "张三", "bad_identity"),
        (digits(15), "34010200100100", "bad_code"),
        (words(3), "一二三四", "too_long"),
        (words(9), "一\n二", "unprintable"),
    ],
)
def test_a_cell_that_is_no_value_says_why_and_what_to_do(read, cell: str, code: str) -> None:
    with pytest.raises(Unreadable) as wrong:
        read(cell)
    assert wrong.value.reason.code == code
    assert wrong.value.reason.remedy


def test_headers_are_recognised_under_their_many_names() -> None:
    assert propose(SHOPS, [" 名称 ", "面积(平方米)（必填）", "*起始日期"]) == {
        "name": 0,
        "area": 1,
        "since": 2,
    }
    assert header_digest(["店名", "面积（平方米）"]) == header_digest(["店名*", " 面积(平方米)"])


def test_a_file_is_known_by_its_headers_wherever_they_stand() -> None:
    found = recognise([SHOPS, TREES], [["二〇二六年台账"], ["树名", "高度", "备注"], ["香樟", "3"]])
    assert [(one.register, one.header_row, one.whole) for one in found] == [("t.trees", 1, True)]
    assert recognise([SHOPS, TREES], [["甲", "乙"]]) == []
    (part,) = recognise([SHOPS, TREES], [["店名", "地址"]])
    assert part.missing == ("area",)


def test_every_fault_of_a_row_is_told_at_once_and_good_rows_stay() -> None:
    given = [
        Given(2, ["甲", "12.5", "2020-01-01"]),
        Given(3, ["", "0", "0206-01-01"]),
        Given(4, ["甲", "9"]),
        Given(5, ["乙\x00", "1", ""]),
        Given(6, ["丙", "\x00formula"]),
    ]
    checked = check_rows(SHOPS, {"name": 0, "area": 1, "since": 2}, given, today=date(2026, 1, 1))
    assert [row.values for row in checked.rows] == [{"name": "甲", "area": 1_250, "since": date(2020, 1, 1)}]
    assert checked.bad == 4
    assert [(one.row, one.column, one.reason.code) for one in checked.problems] == [
        (3, "name", "empty"), (3, "area", "not_positive"), (3, "since", "bad_year"), (4, "name", "repeated"),
        (5, "name", "nul"), (6, "area", "formula"),
    ]  # fmt: skip


def test_what_can_be_judged_of_a_row_is_judged_though_a_cell_of_it_cannot_be_read() -> None:
    def big(values: Values, today: date) -> Sequence[Reason]:
        return [Reason("", {}, "", "area", "big")] if values["area"] > 1_000 else ()

    def late(values: Values, today: date) -> Sequence[Reason]:
        return [Reason("", {}, "", "since", "late")] if values["since"] > today else ()

    given = [
        Given(2, ["甲", "50", "2020-01-01"]),
        Given(3, ["甲", "零", "2027-01-01"]),
        Given(4, ["", "50", "春"]),
    ]
    register = replace(SHOPS, checks=(big, late))
    checked = check_rows(register, {"name": 0, "area": 1, "since": 2}, given, today=date(2026, 1, 1))
    assert [(one.row, one.column, one.reason.code) for one in checked.problems] == [
        (2, "area", "big"), (3, "area", "not_number"), (3, "since", "late"),
        (4, "name", "empty"), (4, "since", "not_day"), (4, "area", "big"),
    ]  # fmt: skip
    assert (checked.bad, checked.rows) == (3, [])


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2026-11-03 09:30:15", "2026-11-03T09:30:15"),
        ("2026/11/3 9:30", "2026-11-03T09:30:00"),
        ("2026年11月3日9时30分", "2026-11-03T09:30:00"),
        ("2026年11月3日 9时", "2026-11-03T09:00:00"),
        ("2026-11-03T09:30:15.250", "2026-11-03T09:30:15"),
        ("2026.11.3", "2026-11-03T00:00:00"),
        ("20261103", "2026-11-03T00:00:00"),
        ("20261103093015", "2026-11-03T09:30:15"),
        ("46329", "2026-11-03T00:00:00"),
        ("46329.3958333333", "2026-11-03T09:30:00"),
    ],
)
def test_moments_as_systems_write_them(cell: str, said: str) -> None:
    assert cells.moment(cell).isoformat() == f"{said}+08:00"


@pytest.mark.parametrize(
    "cell", ["昨天", "2026-13-01", "2026-02-30 10:00", "2026-11-03 25:00", "12345", "80000"]
)
def test_what_is_no_moment(cell: str) -> None:
    with pytest.raises(Unreadable):
        cells.moment(cell)


@pytest.mark.parametrize("cell", ["2.02611E+16", "1e15", "2.02611031234568e+16", "-1.5E10"])
def test_a_number_that_lost_its_digits_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable) as refused:
        cells.reference(40)(cell)
    assert refused.value.reason.code == "digits_lost"


def test_numbers_and_texts_of_another_system() -> None:
    assert cells.reference(40)(" HF2026 11030001 ") == "HF202611030001"
    assert cells.reference(40)("2026E123") == "2026E123"
    assert cells.prose(20)("路灯\r\n不亮\t\x07了") == "路灯 不亮 了"
    with pytest.raises(Unreadable):
        cells.prose(3)("一二三四")
