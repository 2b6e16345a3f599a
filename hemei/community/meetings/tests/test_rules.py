"""The rules of meetings on one screen: the days of a notice, demands, quorums, steps, who may what, groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.community.meetings.rules.acts import MAY, SIDES_OF, Act, holds, may
from hemei.community.meetings.rules.calling import (
    Invited,
    earliest_on,
    may_convene,
    may_demand,
    may_notice,
    may_sit,
    needs_of,
)
from hemei.community.meetings.rules.grouping import Group, Grouped, Sums, grouped, guard
from hemei.community.meetings.rules.holding import (
    Present,
    Standing,
    Step,
    decided,
    may_decide,
    may_set,
    next_step,
    quorum,
    shows_paper,
    signatures_missing,
)
from hemei.community.meetings.rules.standards import STANDARDS, Kind, MeetingKinds, MeetingOpinions
from hemei.community.meetings.rules.stating import looks_again
from hemei.community.meetings.rules.words import Choice, Opinion, Outcome, SideCode, State
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.standards import Bar, Misfit, load_some_standards

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN


@cache
def kind(code: str) -> Kind:
    folder = Path(__file__).parents[4] / "standards"
    kinds = load_some_standards(folder, city="hefei", shapes=STANDARDS).find(
        "meeting-kinds", MeetingKinds, on=TODAY
    )
    found = kinds.of(code)
    assert found is not None
    return found


@cache
def rules() -> MeetingOpinions:
    folder = Path(__file__).parents[4] / "standards"
    return load_some_standards(folder, city="hefei", shapes=STANDARDS).find(
        "meeting-opinions", MeetingOpinions, on=TODAY
    )


# Who may what, cell by cell.
HOSTS = {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY, Role.STREET_CLERK, Role.COMMITTEE_MEMBER}
INVITED = {Role.DEPARTMENT_CLERK, Role.COMPANY_MANAGER}
TABLE = {
    Act.SEE: HOSTS | INVITED | {Role.RESIDENT, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU, Role.SYSTEM},
    Act.SEE_NAMES: HOSTS | {Role.SYSTEM},
    Act.SIGN: {Role.COMMITTEE_MEMBER},
    Act.CALL: HOSTS | {Role.MEDIATOR, Role.SYSTEM},
    Act.ASK: {Role.RESIDENT},
    Act.RUN: HOSTS | {Role.MEDIATOR, Role.SYSTEM},
    Act.COME: {Role.RESIDENT},
    Act.COMMENT: HOSTS | INVITED | {Role.RESIDENT},
    Act.STATE: {Role.RESIDENT},
    Act.ANSWER: HOSTS | {Role.SYSTEM},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", Act)
def test_each_role_may_what_the_table_says(act: Act, role: Role) -> None:
    assert may(role, act).allowed is (role in TABLE[act])
    assert not may(role, act, covered=False).allowed
    assert set(MAY) == set(Act)


def test_a_committee_holds_its_own_meetings_and_an_office_those_of_its_places() -> None:
    member = Actor(Role.COMMITTEE_MEMBER, body_id=7, places=(PlaceRange("1."),))
    assert holds(member, scope="1.2.", body_id=7)
    assert not holds(member, scope="1.2.", body_id=8)
    clerk = Actor(Role.COMMUNITY_CLERK, body_id=8, places=(PlaceRange("1."),))
    assert holds(clerk, scope="1.2.", body_id=7)
    assert not holds(clerk, scope="2.2.", body_id=8)
    mediator = Actor(Role.MEDIATOR, body_id=9)
    assert holds(mediator, scope="0.", body_id=9)
    assert not holds(mediator, scope="0.", body_id=8)
    assert set(SIDES_OF) == HOSTS | {Role.MEDIATOR}


@pytest.mark.parametrize(
    ("code", "earliest"),
    [("owners_talk", "2026-11-06"), ("coordination", "2026-11-04"), ("hearing", "2026-11-10"),
     ("committee_meeting", "2026-11-10"), ("three_in_one", "2026-11-06")],
)  # fmt: skip
def test_whole_days_lie_between_notice_and_meeting(code: str, earliest: str) -> None:
    assert earliest_on(TODAY, kind(code)).isoformat() == earliest


@pytest.mark.parametrize(
    ("asking", "of", "allowed"),
    [(1, 3, True), (2, 6, True), (2, 7, False), (3, 9, True), (3, 10, False), (0, 9, False), (10, 9, False)],
)
def test_a_third_of_the_members_may_demand_a_meeting(asking: int, of: int, allowed: bool) -> None:  # noqa: FBT001
    assert may_demand(kind("committee_meeting"), asking=asking, of=of).allowed is allowed
    assert not may_demand(kind("coordination"), asking=of, of=of).allowed


@pytest.mark.parametrize(
    ("code", "subject", "seats", "wrong"),
    [
        ("three_in_one", "deliberation.sitting:7", None, ""),
        ("three_in_one", "", None, "subject"),
        ("three_in_one", "mediation.dispute:7", None, "subject"),
        ("coordination", "", None, ""),
        ("committee_meeting", "", 1, ""),
        ("committee_meeting", "", 0, "no_members"),
        ("preparatory_group", "committees.election:7", None, ""),
        ("preparatory_group", "", None, "subject"),
    ],
)
def test_a_meeting_is_called_where_it_belongs(code: str, subject: str, seats: int | None, wrong: str) -> None:
    found = may_convene(kind(code), subject=subject, seats=seats)
    assert [reason.code for reason in found.reasons] == ([wrong] if wrong else [])
    assert found.references


def test_only_who_sits_is_a_member() -> None:
    assert may_sit(kind("committee_meeting"), seated=True).allowed
    assert may_sit(kind("committee_meeting"), seated=False).reasons[0].code == "no_seat"


def test_a_notice_needs_its_sides_its_numbers_and_an_agenda() -> None:
    def codes(code: str, *sides: Invited, items: tuple[str, ...] = ("议题",)) -> list[str]:
        found = may_notice(kind(code), noticed_on=TODAY, held_on=date(2026, 11, 20), sides=sides, items=items)
        return [reason.code for reason in found.reasons]

    assert codes("committee_meeting", Invited("members", 7)) == []
    assert codes("committee_meeting", Invited("members")) == ["size"]
    assert codes("committee_meeting") == ["missing"]
    assert codes("coordination", Invited("company")) == ["too_few_sides"]
    assert codes("coordination", Invited("company"), Invited("members", 3)) == ["side"]
    assert codes("coordination", Invited("company"), Invited("owners"), items=()) == ["no_items"]
    assert codes("coordination", Invited("company"), Invited("owners"), items=("议题", "议题")) == ["twin"]
    assert codes("coordination", Invited("company"), Invited("owners"), items=("议",)) == ["title"]


def members(here: int, size: int, code: str = "committee_meeting") -> Present:
    needs = needs_of(kind(code), Invited("members", size))
    return Present("members", here, needs.present, needs.agree, size)


@pytest.mark.parametrize(
    ("size", "needed", "agree"), [(5, 3, 3), (6, 4, 3), (7, 4, 4), (9, 5, 5), (10, 6, 5), (11, 6, 6)]
)
def test_more_than_half_attend_and_half_of_all_agree(size: int, needed: int, agree: int) -> None:
    found = members(0, size)
    assert (found.needed, found.agree) == (needed, agree)


def test_who_is_missing_is_said_once_and_in_persons() -> None:
    [reason] = quorum(kind("committee_meeting"), [members(0, 7)]).reasons
    assert (reason.code, reason.values["here"], reason.values["needed"]) == ("quorum", 0, 4)
    assert "sides" in {one.code for one in quorum(kind("coordination"), [Present("owners", 0, 1)]).reasons}


@given(size=st.integers(1, 60), here=st.integers(0, 60), agree=st.integers(0, 60))
def test_members_decide_by_the_share_of_all_whatever_the_numbers(size: int, here: int, agree: int) -> None:
    here, agree = min(here, size), min(agree, here, size)
    side = members(here, size)
    voices = {"members": [FOR] * agree + [AGAINST] * (here - agree)}
    outcome, counted = decided(kind("committee_meeting"), [side], voices)  # type: ignore[arg-type]
    assert (outcome is Outcome.ADOPTED) == (agree > 0 and 2 * agree >= size)
    assert (side.short == 0) == (2 * here > size)
    assert counted.cast == here


def test_sides_decide_when_every_side_that_is_there_agrees() -> None:
    there = [Present("company", 2), Present("owners", 5), Present("street", 0)]

    def outcome(**voices: Choice) -> Outcome:
        said: dict[SideCode, list[Choice]] = {code: [one] for code, one in voices.items()}  # type: ignore[misc]
        return decided(kind("coordination"), there, said)[0]

    assert outcome(company=FOR, owners=FOR) is Outcome.ADOPTED
    assert outcome(company=FOR, owners=ABSTAIN) is Outcome.REJECTED
    assert (
        outcome(company=FOR, owners=FOR, street=AGAINST) is Outcome.ADOPTED
    )  # who is not there has no voice


def test_an_outcome_is_counted_where_there_is_a_vote_and_found_where_there_is_none() -> None:
    def codes(code: str, found: Outcome | None, sides: list[Present], **more: Any) -> list[str]:
        values: dict[str, Any] = {"taken": False, "voices": {}, **more}
        state = values.pop("state", State.OPEN)
        return [one.code for one in may_decide(kind(code), state, sides, found=found, **values).reasons]

    talk = [Present("owners", 4, 1)]
    assert codes("owners_talk", Outcome.AGREED, talk) == []
    assert codes("owners_talk", None, talk) == ["outcome"]
    assert codes("owners_talk", Outcome.ADOPTED, talk) == ["outcome"]
    assert codes("committee_meeting", Outcome.ADOPTED, [members(5, 7)]) == ["outcome"]
    assert codes("committee_meeting", None, [members(5, 7)], voices={"members": 5}) == []
    assert codes("committee_meeting", None, [members(3, 7)], voices={"members": 3}) == ["quorum"]
    assert codes("committee_meeting", Outcome.DEFERRED, [members(3, 7)]) == []
    assert codes("committee_meeting", None, [members(5, 7)], voices={"members": 5}, taken=True) == ["taken"]
    assert codes("owners_talk", Outcome.AGREED, talk, state=State.CLOSED) == ["state"]


def test_who_has_to_sign() -> None:
    there = [Present("company", 2), Present("owners", 5), Present("street", 0)]

    def missing(code: str, signed: dict[SideCode, int], *spoke: SideCode) -> list[tuple[SideCode, int]]:
        return list(signatures_missing(kind(code), there, chair=there[0].code, spoke=spoke, signed=signed))

    assert missing("coordination", {"owners": 1}) == [("company", 1)]
    assert missing("coordination", {"owners": 1}, "owners", "street") == [("company", 1), ("street", 1)]
    assert missing("coordination", {"owners": 1, "company": 1, "street": 1}, "street") == []
    assert missing("owners_talk", {}) == [("company", 1)]
    there = [members(6, 7)]
    assert missing("committee_meeting", {"members": 3}) == [("members", 1)]


def test_what_the_sides_decided_is_shown_signed_before_tasks_follow() -> None:
    lacks: list[tuple[SideCode, int]] = [("owners", 1)]
    for code, shown in (
        ("coordination", True),
        ("three_in_one", True),
        ("owners_talk", False),
        ("hearing", False),
    ):
        assert shows_paper(kind(code), {"owners"}) is shown
        assert may_set(kind(code), State.CLOSED, missing=lacks).allowed is not shown
        assert may_set(kind(code), State.CLOSED, missing=()).allowed
        assert not may_set(kind(code), State.OPEN, missing=()).allowed
    assert shows_paper(kind("committee_meeting"), {"members"})
    assert not shows_paper(kind("committee_meeting"), {"company"})


def test_the_next_step_is_one_thing_at_a_time() -> None:
    start = Standing(State.NOTICED, NOW, False, 2, False, 0, False, False, 0)
    walk: list[tuple[Step, dict[str, Any]]] = [
        (Step.REGISTER, {}),
        (Step.OPEN, {"ready": True}),
        (Step.DECIDE, {"state": State.OPEN}),
        (Step.CLOSE, {"open_items": 0}),
        (Step.WRITE, {"state": State.CLOSED}),
        (Step.SIGN, {"minutes": True, "missing": 2}),
        (Step.POST, {"missing": 0}),
        (Step.SET_TASKS, {"posted": True}),
        (Step.FOLLOW, {"tasks_set": True, "open_tasks": 1}),
        (Step.NOTHING, {"open_tasks": 0}),
    ]
    now = start
    for step, change in walk:
        now = replace(now, **change)
        assert next_step(now, NOW) is step
    early = replace(start, ready=True, starts_at=datetime(2026, 11, 10, 12, tzinfo=UTC))
    assert next_step(early, NOW) is Step.REGISTER
    assert next_step(replace(start, state=State.PREPARED), NOW) is Step.NOTICE


def test_a_kind_that_contradicts_itself_is_not_read() -> None:
    with pytest.raises(Misfit, match="chairs"):
        replace(kind("owners_talk"), chairs=("developer",))
    with pytest.raises(Misfit, match="share of all"):
        replace(kind("owners_talk"), agree=Bar.parse("> 1/2"))
    with pytest.raises(Misfit, match="by when"):
        replace(kind("committee_meeting"), call_within=None)


# Opinions.
AGREE, DISAGREE, PASS = Opinion.AGREE, Opinion.DISAGREE, Opinion.PASS
SOMEBODY = st.dictionaries(st.integers(1, 6), st.sampled_from(Opinion), max_size=6)


def crowd(left: int, right: int) -> list[dict[int, Opinion]]:
    """Two camps that differ on 1 to 4, agree on 5, and are both against 6."""
    shared = {5: AGREE, 6: DISAGREE}
    return [
        *({**dict.fromkeys(range(1, 5), AGREE), **shared} for _ in range(left)),
        *({**dict.fromkeys(range(1, 5), DISAGREE), **shared} for _ in range(right)),
    ]


def test_two_camps_show_with_what_both_think() -> None:
    found = grouped(crowd(9, 6), rules())
    assert [group.size for group in found.groups] == [9, 6]
    assert (found.common, found.against) == ((5,), (6,))
    assert found.sums[1].agree == 9
    assert Grouped.of_payload(found.as_payload()) == found


def test_what_the_whole_likes_is_no_common_ground_where_a_group_does_not() -> None:
    voters = crowd(20, 6)
    for number, voter in enumerate(voters):
        voter[7] = AGREE if number < 20 else DISAGREE
    assert 7 not in grouped(voters, rules()).common


def test_few_people_are_not_grouped_and_hardly_counted() -> None:
    assert grouped(crowd(3, 1), rules()).sums == {}
    assert grouped(crowd(5, 6), rules()).groups == ()
    small = grouped(crowd(14, 4), rules())
    assert small.groups == ()  # the other would be all but those shown
    assert grouped([], rules()).voters == 0


@given(voters=st.lists(SOMEBODY, max_size=24), seed=st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_and_never_show_a_few(voters: list[Any], seed: Any) -> None:
    found = grouped(voters, rules())
    mixed = list(voters)
    seed.shuffle(mixed)
    assert grouped(mixed, rules()) == found
    least = rules().groups.least_members
    assert all(group.size >= least for group in found.groups)
    assert all(sums.spoke >= least for sums in found.sums.values())
    assert len(found.groups) != 1
    assert found.voters == sum(bool(voter) for voter in voters)


def told_apart(found: Grouped) -> list[int]:
    """How many stand behind each number that anybody can compute: every cell, and the whole without the cells."""
    numbers = []
    for number, whole in found.sums.items():
        cells = [group.sums[number].spoke for group in found.groups if number in group.sums]
        numbers += [*cells, whole.spoke - sum(cells)]
    return numbers


@given(voters=st.lists(SOMEBODY, max_size=30))
def test_nobody_learns_what_a_few_said_by_subtracting(voters: list[Any]) -> None:
    least = rules().groups.least_members
    assert all(one == 0 or one >= least for one in told_apart(grouped(voters, rules())))


def test_one_beside_two_groups_is_not_what_is_left_of_the_whole() -> None:
    alone = {**dict.fromkeys((1, 3), AGREE), **dict.fromkeys((2, 4), DISAGREE), 5: DISAGREE, 6: AGREE}
    found = grouped([*crowd(7, 6), alone], rules())
    assert [group.size for group in found.groups] == [7, 6]
    assert found.hidden == 1
    assert [sorted(group.sums) for group in found.groups] == [[1, 2, 3, 4, 5, 6], []]
    # A picture that was stored before is guarded when it is read, and once guarded it stays as it is.
    groups = tuple(Group(size, {1: Sums(size)}) for size in (7, 6))
    stored = guard(Grouped(14, {1: Sums(14)}, groups, 1), 5)
    assert [dict(group.sums) for group in stored.groups] == [{1: Sums(7)}, {}]
    assert guard(stored, 5) == stored


def test_the_picture_is_made_anew_for_enough_new_voices_new_statements_and_changed_minds() -> None:
    def again(voters: int, moved: int, *, looked: bool = True, over: bool = False) -> bool:
        return looks_again(looked=looked, voters=voters, moved=moved, over=over, rules=rules())

    assert not again(4, 4, looked=False)
    assert again(5, 5, looked=False)
    assert not again(16, 4)
    assert again(17, 5)
    assert again(12, 12)  # nobody new: all of them spoke to a statement that came later
    assert again(12, 1, over=True)  # one changed his mind before the end
    assert not again(12, 0, over=True)
