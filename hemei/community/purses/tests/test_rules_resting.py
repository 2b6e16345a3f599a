"""Which resolution of the owners carries a payment of public revenue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hemei.community.purses.rules.resting import Bearers, Resolution, stands, still_adopted, still_rests

PASSED = Resolution(7, "粉刷外墙", passed=True, annulled_on=None)


def test_what_all_owners_passed_and_published_carries_it() -> None:
    assert list(stands(PASSED, 7)) == []
    assert still_rests("2026-0001", PASSED, 7).allowed
    assert still_adopted(PASSED, 7).allowed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"estate_id": 8}, "other_estate"),
        ({"passed": False}, "not_passed"),
        ({"annulled_on": date(2026, 11, 1)}, "annulled"),
        ({"published": False}, "unpublished"),
        ({"parts": ("1幢",)}, "partial"),
        ({"of_person": True}, "person"),
        ({"matter": "use_maintenance_fund"}, "of_the_fund"),
        ({"matter": "raise_maintenance_fund"}, "of_the_fund"),
    ],
)
def test_anything_else_does_not_and_says_why(change: dict[str, object], code: str) -> None:
    found = replace(PASSED, **change)  # type: ignore[arg-type]
    (fault,) = stands(found, 7)
    assert (fault.code, fault.field) == (code, "resolution")
    for decision in (still_rests("2026-0001", found, 7), still_adopted(found, 7)):
        assert [one.code for one in decision.reasons] == [code]


@pytest.mark.parametrize(
    ("borne_by", "told"),
    [(("2幢", "1幢"), []), (("1幢",), ["partial"]), (("1幢", "2幢", "3幢"), ["partial"])],
)
def test_what_some_buildings_bear_alone_just_their_owners_decide(
    borne_by: tuple[str, ...], told: list[str]
) -> None:
    found = replace(PASSED, parts=("1幢", "2幢"))
    bearers = Bearers(borne_by)
    assert [one.code for one in stands(found, 7, bearers)] == told
    assert [one.code for one in still_rests("2026-0001", found, 7, bearers).reasons] == told
    assert list(stands(PASSED, 7, bearers)) == [], "what all owners decide holds for their part as well"


@pytest.mark.parametrize(("amount_fen", "told"), [(30_000, []), (30_001, ["part_short"])])
def test_owners_of_some_buildings_spend_no_more_than_their_own_part(amount_fen: int, told: list[str]) -> None:
    found, bearers = replace(PASSED, parts=("1幢",)), Bearers(("1幢",), 30_000)
    assert [one.code for one in stands(found, 7, bearers, amount_fen)] == told
    assert [one.code for one in still_rests("2026-0001", found, 7, bearers, amount_fen).reasons] == told
    assert list(stands(PASSED, 7, bearers, amount_fen)) == [], "of all owners' money all owners decide"


def test_an_order_on_its_way_is_taken_back_where_its_part_has_too_little() -> None:
    found, bearers = replace(PASSED, parts=("1幢",)), Bearers(("1幢",), 30_000)
    for of in (bearers, Bearers()):
        [fault] = still_rests("2026-0001", found, 7, of, 30_001).reasons
        assert fault.remedy == "请撤回付款单，减少金额或者改用全体业主的决议重新填写。"
