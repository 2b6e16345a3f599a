"""What each act of a duty comes to, in tables a clerk can check; and who may do what when, cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import SHANGHAI
from hemei.leadership.duties.rules.decide import Act, decide, limit_until
from hemei.leadership.duties.rules.moves import HUMAN_ACTS, Who, may, may_set, standings, steps
from hemei.leadership.duties.rules.state import DutyState, decode, encode, flaws
from hemei.leadership.duties.rules.words import ActName, ClockKind, Reminder, State
from hemei.leadership.duties.tests import factories as f

EXPECTED = """
act                open  submitted  sent_back  accepted  cancelled
submit             O     -          O          -         -
accept             -     T          -          -         -
send_back          -     T          -          -         -
ask_extension      O     -          O          -         -
extend             T     -          T          -         -
decline_extension  T     -          T          -         -
cancel             T     T          T          -         -
comment            OTU   OTU        OTU        -         -
settle             S     S          S          -         -
lapse              S     S          S          -         -
remind             S     S          S          -         -
escalate           S     -          S          -         -
succeed            S     S          S          -         -
recompute          S     S          S          -         -
"""
LETTERS = {"O": Who.OWNER, "T": Who.SETTER, "U": Who.SUPERIOR, "S": Who.SYSTEM}
STAND = {
    Role.PUBLIC: "",
    Role.RESIDENT: "",
    Role.GRID_WORKER: "",
    Role.COMMUNITY_CLERK: "OTU",
    Role.COMMUNITY_SECRETARY: "OTU",
    Role.STREET_CLERK: "OTU",
    Role.DEPARTMENT_CLERK: "OT",
    Role.COUNTY_COORDINATOR: "OTU",
    Role.CITY_BUREAU: "OTU",
    Role.COMPANY_MANAGER: "O",
    Role.COMMITTEE_MEMBER: "OT",
    Role.HOTLINE_CLERK: "",
    Role.SYSTEM_ADMIN: "",
    Role.SECURITY_ADMIN: "",
    Role.AUDITOR: "",
    Role.DATA_OFFICER: "",
    Role.ASSESSOR: "",
    Role.MEDIATOR: "",
    Role.SYSTEM: "S",
}
"""How someone of this role can stand to a duty at all."""
MINE, ELSE = 900, 901


def _cells() -> list[tuple[ActName, State, str]]:
    head, *lines = EXPECTED.strip().splitlines()
    states = [State(word) for word in head.split()[1:]]
    return [
        (ActName(line.split()[0]), state, "" if cell == "-" else cell)
        for line in lines
        for state, cell in zip(states, line.split()[1:], strict=True)
    ]


def _in(state: State, **changes: object) -> DutyState:
    """Return a duty in a state with everything the table does not ask about in order."""
    asked = date(2026, 12, 1) if state in {State.OPEN, State.SENT_BACK} else None
    return replace(f.duty(), state=state, asked_until=asked, **changes)


def test_the_table_covers_every_act_state_and_role() -> None:
    cells = _cells()
    assert {(act, state) for act, state, _ in cells} == {
        (act, state) for act in ActName if act is not ActName.SET for state in State
    }
    assert set(STAND) == set(Role)


@pytest.mark.parametrize(("act", "state", "allowed"), _cells())
def test_role_by_act_by_state(act: ActName, state: State, allowed: str) -> None:
    for role in Role:
        for letter in [*LETTERS, "-"]:
            bodies = {
                "owner": MINE if letter == "O" else ELSE,
                "setter": MINE if letter == "T" else ELSE,
                "superior": MINE if letter == "U" else ELSE,
            }
            duty = _in(state, **bodies)
            held = ({letter} | {"S"}) & set(STAND[role])
            someone = Actor(role, person_id=2, body_id=MINE)
            decision = may(duty, someone, act)
            table = decision.allowed or decision.reasons[0].code not in {"not_yours", "state"}
            assert table == bool(held & set(allowed)), (role, letter, decision.reasons)
            assert standings(duty, someone) == {LETTERS[held_letter] for held_letter in held}


SET_BY = {
    Role.COMMUNITY_CLERK,
    Role.COMMUNITY_SECRETARY,
    Role.STREET_CLERK,
    Role.COUNTY_COORDINATOR,
    Role.CITY_BUREAU,
}


@pytest.mark.parametrize("role", Role)
def test_who_may_set_a_duty_by_hand(role: Role) -> None:
    someone = replace(f.CAST["setter"], role=role)
    assert may_set(someone, "1.2.3.4.", runs=True).allowed == (role in SET_BY)
    assert not may_set(someone, "1.2.30.", runs=True).allowed
    assert not may_set(someone, "1.2.3.4.", runs=False).allowed


def test_steps_say_why_not_and_leave_out_what_is_others() -> None:
    mine = steps(f.duty(), f.CAST["owner"])
    assert mine[ActName.SUBMIT].allowed
    assert ActName.ACCEPT not in mine
    theirs = steps(f.duty(), f.CAST["setter"])
    reason = theirs[ActName.ACCEPT].reasons[0]
    assert reason.text.format(**reason.values) == "任务“办理中”时不能验收通过"
    assert reason.remedy == "等责任单位提交结果"
    assert theirs[ActName.DECLINE_EXTENSION].reasons[0].code == "not_asked"
    assert steps(f.duty(), f.CAST["auditor"]) == {}
    assert set(mine) <= HUMAN_ACTS


def done(duty: DutyState, who: str, name: ActName, at: datetime = f.NOON, **act: object) -> DutyState:
    after = decide(duty, Act(name, **{"text": "已办", **act}), f.CAST[who], f.facts(), at).after
    assert flaws(after) == ()
    return after


def refused(duty: DutyState, who: str, name: ActName, at: datetime = f.NOON, **act: object) -> str:
    with pytest.raises(Refused) as caught:
        decide(duty, Act(name, **{"text": "已办", **act}), f.CAST[who], f.facts(), at)
    return caught.value.decision.reasons[0].code


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        (Limit(5, "working_days"), "2026-11-09 17:30"),
        (Limit(5, "days"), "2026-11-09 17:30"),  # the fifth day is a Saturday: the next working day
        (Limit(4, "days"), "2026-11-06 17:30"),
        (Limit(1, "months"), "2026-12-02 17:30"),
    ],
)
def test_when_a_duty_ends(limit: Limit, due: str) -> None:
    assert local(f.duty(limit=limit).clock.due_at) == due


@pytest.mark.parametrize(("ahead", "code"), [(0, "past"), (-3, "past"), (1, ""), (1096, ""), (1097, "far")])
def test_the_last_day_lies_ahead_and_not_in_another_age(ahead: int, code: str) -> None:
    today = date(2026, 11, 2)
    if not code:
        assert limit_until(today + timedelta(days=ahead), today, 1096) == Limit(ahead, "days")
        return
    with pytest.raises(Refused) as caught:
        limit_until(today + timedelta(days=ahead), today, 1096)
    assert caught.value.decision.reasons[0].code == code


def test_a_result_waits_for_the_setter_and_his_clock_runs() -> None:
    duty = done(f.duty(), "owner", ActName.SUBMIT)
    assert duty.clock.kind is ClockKind.ACCEPTANCE
    assert duty.clock.body == f.SETTER
    assert local(duty.clock.due_at) == "2026-11-16 17:30"
    accepted = done(duty, "setter", ActName.ACCEPT, text="")
    assert (accepted.state, accepted.clock, accepted.late) == (State.ACCEPTED, None, False)


def test_evidence_is_asked_for() -> None:
    assert refused(f.duty(), "owner", ActName.SUBMIT, text="  ") == "no_text"
    pictured = f.duty(photo_needed=True)
    assert refused(pictured, "owner", ActName.SUBMIT) == "no_photo"
    assert done(pictured, "owner", ActName.SUBMIT, photos=1).state is State.SUBMITTED


def test_who_hands_in_late_is_late_even_when_it_is_accepted() -> None:
    duty = f.duty()
    at_the_last_moment = done(duty, "owner", ActName.SUBMIT, duty.clock.due_at)
    assert not at_the_last_moment.late
    late = done(duty, "owner", ActName.SUBMIT, duty.clock.due_at + timedelta(seconds=1))
    assert done(late, "setter", ActName.ACCEPT, late.submitted_at).late


def test_what_is_sent_back_begins_a_round_of_its_own() -> None:
    duty = done(done(f.duty(), "owner", ActName.SUBMIT), "setter", ActName.SEND_BACK)
    assert (duty.state, duty.round, duty.clock.key) == (State.SENT_BACK, 2, "work:2")
    assert local(duty.clock.due_at) == "2026-11-09 17:30"
    assert refused(done(f.duty(), "owner", ActName.SUBMIT), "setter", ActName.SEND_BACK, text="") == "no_text"


def test_an_extension_is_asked_for_and_given_with_a_reason() -> None:
    duty = done(f.duty(), "owner", ActName.ASK_EXTENSION, until=date(2026, 11, 20))
    assert duty.asked_until == date(2026, 11, 20)
    assert refused(duty, "owner", ActName.ASK_EXTENSION, until=date(2026, 11, 21)) == "asked"
    longer = done(duty, "setter", ActName.EXTEND)  # no day named: the one that was asked for
    assert local(longer.clock.due_at) == "2026-11-20 17:30"
    assert (longer.extensions, longer.asked_until) == (1, None)
    assert done(duty, "setter", ActName.DECLINE_EXTENSION).asked_until is None
    twice = done(longer, "setter", ActName.EXTEND, until=date(2026, 11, 27))
    assert local(twice.clock.due_at) == "2026-11-27 17:30"
    assert refused(twice, "setter", ActName.EXTEND, until=date(2026, 12, 4)) == "extensions"
    assert refused(f.duty(), "setter", ActName.EXTEND, until=date(2026, 11, 9)) == "past"
    assert refused(f.duty(), "setter", ActName.EXTEND) == "no_day"
    assert refused(f.duty(), "setter", ActName.EXTEND, until=date(2026, 11, 20), text="") == "no_text"


def test_an_overdue_duty_is_extended_beyond_today_only() -> None:
    duty, later = f.duty(), datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
    assert refused(duty, "setter", ActName.EXTEND, later, until=date(2026, 11, 20)) == "past"
    longer = done(duty, "setter", ActName.EXTEND, later, until=date(2026, 12, 4))
    assert local(longer.clock.due_at) == "2026-12-04 17:30"


@pytest.mark.parametrize(
    ("now", "reminder", "escalated"),
    [
        ("2026-11-03T10:00", None, False),
        ("2026-11-04T10:00", Reminder.SOON, False),  # three working days before the ninth
        ("2026-11-04T22:00", None, False),  # never at night
        ("2026-11-07T10:00", None, False),  # never on a Saturday
        ("2026-11-09T17:00", Reminder.SOON, False),
        ("2026-11-10T09:00", Reminder.OVERDUE, False),
        ("2026-11-12T17:00", Reminder.OVERDUE, False),  # the third working day of grace
        ("2026-11-13T09:00", Reminder.OVERDUE, True),
        ("2026-11-13T03:00", None, False),
    ],
)
def test_when_the_clock_speaks(now: str, reminder: Reminder | None, *, escalated: bool) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    duty = f.duty()
    for kind in Reminder:
        act = Act(ActName.REMIND, reminder=kind)
        if kind is reminder:
            told = decide(duty, act, f.CAST["system"], f.facts(), at).after
            assert told.reminded is kind
            assert refused(told, "system", ActName.REMIND, at, reminder=kind) == "early"  # once
        else:
            assert refused(duty, "system", ActName.REMIND, at, reminder=kind) == "early"
    if not escalated:
        assert refused(duty, "system", ActName.ESCALATE, at) == "early"
        return
    told = done(duty, "system", ActName.ESCALATE, at)
    assert told.escalated_to == f.SUPERIOR
    assert refused(told, "system", ActName.ESCALATE, at + timedelta(days=30)) == "early"  # once a duty


def test_without_a_superior_the_setter_is_told() -> None:
    at = datetime(2026, 11, 13, 2, 0, tzinfo=UTC)
    assert done(f.duty(superior=None), "system", ActName.ESCALATE, at).escalated_to == f.SETTER


def test_a_successor_takes_every_part_of_a_dissolved_body() -> None:
    duty = done(f.duty(), "system", ActName.SUCCEED, body=f.OWNER, successor=f.HEIR)
    assert (duty.owner, duty.clock.body) == (f.HEIR, f.HEIR)
    assert done(duty, "heir", ActName.SUBMIT).state is State.SUBMITTED
    for part in ("setter", "superior", "on_behalf"):
        body = getattr(f.duty(), part)
        assert getattr(done(f.duty(), "system", ActName.SUCCEED, body=body, successor=f.HEIR), part) == f.HEIR
    assert refused(duty, "system", ActName.SUCCEED, body=999, successor=f.HEIR) == "not_yours"


def test_a_successor_of_both_sides_does_not_accept_its_own_work() -> None:
    """Who takes over from owner and setter has the body above accept, also where a result waits already."""
    for name, work in (("open", f.duty()), ("submitted", done(f.duty(), "owner", ActName.SUBMIT))):
        for gone, heir in ((f.OWNER, f.SETTER), (f.SETTER, f.OWNER)):
            duty = done(work, "system", ActName.SUCCEED, body=gone, successor=heir)
            assert (duty.owner, duty.setter) == (heir, f.SUPERIOR), name
            assert flaws(duty) == ()
    own = f.duty(setter=f.OWNER)
    assert done(own, "system", ActName.SUCCEED, body=f.OWNER, successor=f.HEIR).setter == f.HEIR
    alone = done(f.duty(superior=None), "system", ActName.SUCCEED, body=f.OWNER, successor=f.SETTER)
    assert alone.setter == f.SETTER, "nobody stands above"


def test_a_state_survives_its_json() -> None:
    asked = done(f.duty(), "owner", ActName.ASK_EXTENSION, until=date(2026, 11, 20))
    for state in (
        f.duty(),
        asked,
        done(asked, "owner", ActName.SUBMIT),
        done(asked, "setter", ActName.CANCEL),
    ):
        assert decode(encode(state)) == state
