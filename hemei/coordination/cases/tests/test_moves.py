"""Who may do what when, cell by cell: role x act x state, against a table a clerk can read.

Columns are the states of a case; a cell names those who may act:

    H  staff of the home body (责任社区/街道)     A  staff of the accountable body (当前责任单位)
    C  staff of a called body (被派单的单位)       Q  staff of a body that owes an answer to a supervision
    U  staff of a body above, over the place       R  the reporter
    L  the hotline, when the reporter can be asked  G  the grid worker of the place
    V  staff of the body whose re-visit the lot demands  S  the system
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from hemei.coordination.cases.rules.moves import MOVES, Viewer, Who, may, standings, steps
from hemei.coordination.cases.rules.state import CaseState, Revisit, Supervision, Task
from hemei.coordination.cases.rules.words import ActName, State, TaskKind
from hemei.coordination.cases.tests import factories as f
from hemei.coordination.cases.tests.factories import CAST
from hemei.coordination.cases.tests.stories import HOUR, accepted, whistled
from hemei.kernel.actor import Actor, Role

EXPECTED = """
act                 reported  accepted  handling  whistled  resulted  awaiting  refused   ended
accept              H         -         -         -         -         -         -         -
refuse              H         -         -         -         -         -         -         -
change_kind         -         H         H         -         -         -         -         -
handle              -         H         -         -         H         -         -         -
whistle             -         H         H         H         H         -         -         -
arrive              -         -         -         C         C         -         -         -
report_step         -         -         A         A         -         -         -         -
give_result         -         -         C         C         C         -         -         -
return_whistle      -         -         -         C         C         -         -         -
recall              -         -         H         H         H         -         -         -
fall                HU        HU        HU        -         HU        -         -         -
ask_extension       -         HC        HC        HC        -         -         -         -
extend              -         HU        HU        HU        -         -         -         -
decline_extension   -         HU        HU        HU        -         -         -         -
pause               -         ACHU      ACHU      ACHU      ACHU      -         -         -
resume              -         ACS       ACS       ACS       ACS       -         -         -
escalate            S         S         S         S         S         S         S         S
supervise           US        US        US        US        US        US        US        -
answer_supervision  Q         Q         Q         Q         Q         Q         Q         -
remind              S         S         S         S         S         -         -         -
close               -         H         H         -         H         -         -         -
accept_result       -         -         -         -         -         RL        RL        -
send_back           -         -         -         -         -         RL        RL        RL
record_silence      -         -         -         -         -         S         S         -
withdraw            RL        RL        -         -         -         -         -         -
leave               R         R         -         -         -         -         -         -
comment             HACQUBRLG HACQUBRLG HACQUBRLG HACQUBRLG HACQUBRLG HACQUBRLG HACQUBRLG -
recompute           S         S         S         S         S         S         S         -
succeed             S         S         S         S         S         S         S         S
arbitrate           -         H         -         -         -         -         -         -
draw_revisit        -         -         -         -         -         -         -         S
record_revisit      -         -         -         -         -         -         -         V
reopen              -         -         -         -         -         -         -         V
"""

LETTERS = {
    "H": Who.HOME,
    "A": Who.ACCOUNTABLE,
    "C": Who.CALLED,
    "Q": Who.SUPERVISED,
    "U": Who.SUPERIOR,
    "B": Who.BELOW,
    "R": Who.REPORTER,
    "L": Who.CALLBACK,
    "G": Who.PATROL,
    "V": Who.VISITOR,
    "S": Who.SYSTEM,
}

STAND = {
    Role.PUBLIC: "",
    Role.RESIDENT: "R",
    Role.GRID_WORKER: "RG",
    Role.COMMUNITY_CLERK: "HACQBR",
    Role.COMMUNITY_SECRETARY: "HACQBR",
    Role.STREET_CLERK: "HACQUBRV",
    Role.DEPARTMENT_CLERK: "ACQR",
    Role.COUNTY_COORDINATOR: "HACQUBRV",
    Role.CITY_BUREAU: "HACQURV",
    Role.COMPANY_MANAGER: "ACQR",
    Role.COMMITTEE_MEMBER: "R",
    Role.HOTLINE_CLERK: "RL",
    Role.SYSTEM_ADMIN: "",
    Role.SECURITY_ADMIN: "",
    Role.AUDITOR: "",
    Role.DATA_OFFICER: "",
    Role.ASSESSOR: "",
    Role.MEDIATOR: "",
    Role.SYSTEM: "S",
}
"""How someone of this role can stand to a case at all."""


def _cells() -> list[tuple[ActName, State, str]]:
    head, *lines = EXPECTED.strip().splitlines()
    states = [State(word) for word in head.split()[1:]]
    cells = []
    for line in lines:
        name, *letters = line.split()
        cells += [
            (ActName(name), state, "" if cell == "-" else cell)
            for state, cell in zip(states, letters, strict=True)
        ]
    return cells


CELLS = _cells()
OWN, OTHER = 900, 901


@cache
def _case(state: State, letter: str, role: Role) -> tuple[CaseState, Viewer]:
    """Return a case and someone of this role who stands to it as the letter says, or not at all."""
    case = replace(
        f.reported(reporter=1).case,
        state=state,
        home=OTHER,
        accountable=OTHER,
        tasks=(_task(OTHER),),
        supervisions=(Supervision(1, OTHER, OTHER, f.NOON),),
        clocks=(),
    )
    places = f.CAST.bureau.places if letter in {"U", "B", "L", "G"} else f.CAST.elsewhere.places
    actor = Actor(role, person_id=1 if letter == "R" else 2, body_id=OWN, places=places)
    changes = {
        "H": {"home": OWN},
        "A": {"accountable": OWN},
        "C": {"tasks": (_task(OWN),)},
        "B": {"level": 3},
        "Q": {"supervisions": (Supervision(1, OTHER, OWN, f.NOON),)},
        "V": {"revisits": (Revisit(1, 1, OWN, OTHER, 1, f.NOON, f.NOON),)},
    }
    return replace(case, **changes.get(letter, {})), Viewer(actor)


def _held(letter: str, role: Role) -> set[str]:
    """Return how this role stands: whoever covers the place stands so in each way his role can."""
    near = {"L", "G"}
    given = {"B", *near} if letter == "B" else {"U", *near} if letter in {"U", *near} else {letter}
    return (given | {"S"}) & set(STAND[role])


def _task(body: int) -> Task:
    return Task(1, TaskKind.WHISTLE, body, is_lead=True, called_by=OTHER, called_at=f.NOON)


def test_the_table_covers_every_act_and_state():
    assert {(act, state) for act, state, _ in CELLS} == {
        (act, state) for act in ActName if act is not ActName.REPORT for state in State
    }
    assert set(STAND) == set(Role)


@pytest.mark.parametrize(("act", "state", "allowed"), CELLS, ids=lambda value: str(value) or "nobody")
def test_role_by_act_by_state(act: ActName, state: State, allowed: str):
    for role in Role:
        for letter in [*LETTERS, "-"]:
            case, viewer = _case(state, letter, role)
            expected = bool(_held(letter, role) & set(allowed))
            decision = may(case, viewer, act, f.facts(), f.NOON)
            table = decision.allowed or decision.reasons[0].code not in {"not_yours", "state"}
            assert table == expected, (role, letter, decision.reasons)


@pytest.mark.parametrize("role", Role)
def test_how_a_role_stands(role: Role):
    for letter in LETTERS:
        case, viewer = _case(State.ACCEPTED, letter, role)
        assert standings(case, viewer) == {LETTERS[held] for held in _held(letter, role)}


@pytest.mark.parametrize("role", Role)
def test_who_may_report(role: Role):
    nobody = {
        Role.SYSTEM, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.DATA_OFFICER, Role.ASSESSOR,
        Role.MEDIATOR,
    }  # fmt: skip
    assert may(None, Viewer(Actor(role)), ActName.REPORT, f.facts(), f.NOON).allowed == (role not in nobody)
    assert not may(f.reported().case, Viewer(Actor(role)), ActName.REPORT, f.facts(), f.NOON).allowed


def test_a_phone_code_makes_a_reporter():
    case = f.reported(reporter=None, contact=True).case
    assert Who.REPORTER in standings(case, Viewer(f.CAST.stranger, proven=True))
    assert Who.REPORTER not in standings(case, Viewer(f.CAST.stranger))


def test_steps_say_why_not():
    case = f.reported().case
    mine = steps(case, Viewer(f.CAST.community), f.facts(), f.NOON)
    assert mine[ActName.ACCEPT].allowed
    reason = mine[ActName.CLOSE].reasons[0]
    assert reason.text.format(**reason.values) == "现在是“已上报”，做不了“办结”"
    assert ActName.SEND_BACK not in mine
    assert steps(case, Viewer(f.CAST.auditor), f.facts(), f.NOON) == {}


LATE = f.NOON + timedelta(days=2)


@pytest.mark.parametrize(
    ("story", "actor", "act", "at", "code"),
    [
        (whistled, CAST.fire, ActName.RETURN_WHISTLE, f.NOON + HOUR, ""),
        (whistled, CAST.fire, ActName.RETURN_WHISTLE, LATE, "return_late"),
        (whistled, CAST.community, ActName.EXTEND, f.NOON + HOUR, ""),
        (whistled, CAST.community, ActName.EXTEND, LATE, "too_late"),
        (whistled, CAST.street, ActName.EXTEND, f.NOON + HOUR, "not_approver"),
        (lambda: accepted("group_rental"), CAST.community, ActName.EXTEND, LATE, "not_approver"),
        (lambda: accepted("group_rental"), CAST.street, ActName.EXTEND, LATE, ""),
        (lambda: accepted("lift_trap"), CAST.community, ActName.EXTEND, f.NOON + HOUR, "no_extension"),
        (accepted, CAST.community, ActName.FALL, f.NOON + HOUR, "somebody_leads"),
        (lambda: accepted("parking"), CAST.community, ActName.FALL, f.NOON + HOUR, ""),
        (accepted, CAST.street, ActName.FALL, f.NOON + HOUR, ""),
        (accepted, CAST.county, ActName.FALL, f.NOON + HOUR, "not_next"),
        (accepted, CAST.community, ActName.RESUME, f.NOON + HOUR, "not_paused"),
    ],
)
def test_what_stands_in_the_way_is_shown_before_anybody_tries(
    story: Callable[[], f.Story], actor: Actor, act: ActName, at: datetime, code: str
):
    decision = steps(story().case, Viewer(actor), f.facts(), at)[act]
    assert [reason.code for reason in decision.reasons] == ([code] if code else [])
    assert decision == may(story().case, Viewer(actor), act, f.facts(), at)


def test_what_has_ended_moves_by_a_revisit_or_where_its_reporter_had_not_wanted_that():
    for state in State:
        movable = {act for act, move in MOVES.items() if state in move.since}
        revisiting = movable - {ActName.SUCCEED, ActName.ESCALATE, ActName.SEND_BACK} == {
            ActName.DRAW_REVISIT,
            ActName.RECORD_REVISIT,
            ActName.REOPEN,
        }
        assert revisiting == (state is State.ENDED)
