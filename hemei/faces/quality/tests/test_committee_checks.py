"""What contradicts in the register of committees, and who is sent where to put it right."""

from __future__ import annotations

from datetime import date

from hemei.faces.quality import queries, shown
from hemei.faces.quality.tests.test_pages import BUREAU, Ground, actor_of, found, ground
from hemei.ground.places.services import BuildingDraft, EntranceDraft, UnitDraft
from hemei.ground.places.tests.factories import NOW, add, draft
from hemei.ground.records.tests import importing
from hemei.kernel.actor import Role
from tests.grounds import standing

__all__ = ["ground"]
TERMS = ["小区", "产生方式", "应选人数", "选举日期", "任期开始", "任期届满日", "备案日期"]
SEATS = ["小区", "姓名", "职务", "任职起始日", "离任日期"]
OWNERS = ["小区", "楼栋", "单元", "房号", "姓名", "起始日期", "终止日期"]
HOUSE = BuildingDraft(
    "1幢", 6, [EntranceDraft("1单元", [UnitDraft("101", 1, 8_000), UnitDraft("201", 2, 8_000)])]
)


@standing
def committees(ground: Ground) -> Ground:
    """Six estates with a committee each, five of them with one mistake."""
    names = ("好苑", "无期苑", "超期苑", "双数苑", "无人苑", "卖房苑")
    add(ground.town, *(draft(ground.town, name, buildings=[HOUSE]) for name in names))
    terms = [[name, "首届", "5", "2023-01-10", "2023-01-10", "2028-01-09", ""] for name in names]
    terms[1][5] = ""
    terms[2][3:6] = ["2019-01-10", "2019-01-10", "2024-01-09"]
    seats = [
        [name, f"王{letter}", "委员", "2023-01-10", ""]
        for name in ("好苑", "无期苑", "卖房苑") for letter in "甲乙丙"
    ] + [["超期苑", "王甲", "主任", "2019-01-10", ""]]  # fmt: skip
    seats += [["双数苑", f"王{letter}", "委员", "2023-01-10", ""] for letter in "甲乙"]
    homes = (("101", "甲", ""), ("201", "乙", "2025-01-01"), ("101", "丙", ""))
    owners = [
        ["卖房苑", "1幢", "1单元", room, f"王{letter}", "2015-06-01", until] for room, letter, until in homes
    ]
    for header, rows, register in (
        (TERMS, terms, "people.terms"), (OWNERS, owners, "people.owners"), (SEATS, seats, "people.seats"),
    ):  # fmt: skip
        done = importing.take_in(ground.town.actor, NOW, importing.comma(header, *rows), register)
        assert done.bad == 0
    return ground


def test_each_mistake_is_found_once_and_a_sound_committee_never(committees: Ground) -> None:
    assert found("committee_no_end") == ["无期苑"]
    assert found("committee_past_term") == ["超期苑"]
    assert found("committee_even") == ["双数苑"]
    assert found("committee_empty") == ["无人苑"]
    assert found("seat_not_owner") == ["卖房苑"]
    assert found("committee_no_end", (Role.STREET_CLERK, "340104001"), "340104001") == []


def test_the_remedy_is_one_click_away_for_those_who_keep_the_register(committees: Ground) -> None:
    entry = queries.entry_of("committee_past_term", date(2026, 3, 2))
    assert entry is not None
    secretary = actor_of(Role.COMMUNITY_SECRETARY, "340102001001")
    words, address = shown.fix(entry.check, "340102001001001", secretary)
    assert (words, address) == ("更正业委会", "/committees/340102001001001")
    assert shown.fix(entry.check, "1", actor_of(Role.COUNTY_COORDINATOR, "340102")) == ("", "")
    assert shown.record(entry.check, "340102001001001", actor_of(*BUREAU)) == address
