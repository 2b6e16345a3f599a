"""The rules of mediation: role by act, state by move, clocks that are never missed without two warnings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemei.kernel.actor import Role
from hemei.oversight.mediation.rules.acts import MOVES, Act, Move, may, may_move
from hemei.oversight.mediation.rules.clocks import (
    Watched,
    due,
    is_missed,
    moved,
    planned,
)
from hemei.oversight.mediation.rules.clocks import (
    given as warned,
)
from hemei.oversight.mediation.rules.standards import MediationRules
from hemei.oversight.mediation.rules.words import State
from tests.test_standards import standards

# fmt: off
ACTS = """
act          PUB RES GRID COMM SECR STR DEPT COU CITY FIRM OWNC HOT SYSA SECA AUD OFFC SYS ASSE MED
see_bodies   -   yes -    yes  yes  yes -    yes yes  yes  yes  -   -    -    -   -    yes -    yes
keep_bodies  -   -   -    -    -    yes -    yes yes  -    -    -   -    -    -   -    yes -    -
file         -   -   -    yes  yes  yes -    -   -    -    -    -   -    -    -   -    yes -    yes
file_own     -   yes -    -    -    -   -    -   -    yes  yes  -   -    -    -   -    -   -    -
see          -   yes -    -    -    -   -    -   -    yes  yes  -   -    -    -   -    yes -    yes
handle       -   -   -    -    -    -   -    -   -    -    -    -   -    -    -   -    yes -    yes
take_part    -   yes -    -    -    -   -    -   -    yes  yes  -   -    -    -   -    -   -    -
"""
COLUMNS = {
    "PUB": Role.PUBLIC, "RES": Role.RESIDENT, "GRID": Role.GRID_WORKER, "COMM": Role.COMMUNITY_CLERK,
    "SECR": Role.COMMUNITY_SECRETARY, "STR": Role.STREET_CLERK, "DEPT": Role.DEPARTMENT_CLERK,
    "COU": Role.COUNTY_COORDINATOR, "CITY": Role.CITY_BUREAU, "FIRM": Role.COMPANY_MANAGER,
    "OWNC": Role.COMMITTEE_MEMBER, "HOT": Role.HOTLINE_CLERK, "SYSA": Role.SYSTEM_ADMIN,
    "SECA": Role.SECURITY_ADMIN, "AUD": Role.AUDITOR, "OFFC": Role.DATA_OFFICER, "SYS": Role.SYSTEM,
    "ASSE": Role.ASSESSOR, "MED": Role.MEDIATOR,
}
STATES = """
move           filed accepted in_mediation escalated sent_back agreed failed stopped withdrawn closed
accept         yes   -        -            yes       yes       -      -      -       -         -
decline        yes   -        -            -         -         -      -      -       -         -
set_size       yes   yes      yes          yes       yes       -      -      -       -         -
assign         -     yes      yes          -         -         -      -      -       -         -
meet           -     -        yes          -         -         -      -      -       -         -
extend         -     yes      yes          -         -         -      -      -       -         -
report_danger  yes   yes      yes          yes       yes       yes    yes    yes     -         -
agree          -     -        yes          -         -         -      -      -       -         -
fail           -     -        yes          -         -         -      -      -       -         -
stop           yes   yes      yes          yes       yes       -      -      -       -         -
withdraw       yes   yes      yes          yes       yes       -      -      -       -         -
escalate       -     yes      yes          -         -         -      yes    -       -         -
send_back      -     -        -            yes       -         -      -      -       -         -
close          -     -        -            -         -         yes    yes    yes     yes       -
reopen         -     -        -            -         -         yes    -      -       -         yes
"""
# fmt: on


def cells(table: str) -> list[tuple[str, str, bool]]:
    head, *lines = [line.split() for line in table.strip().splitlines()]
    return [
        (line[0], name, cell == "yes")
        for line in lines
        for name, cell in zip(head[1:], line[1:], strict=True)
    ]


@pytest.mark.parametrize(("act", "role", "yes"), cells(ACTS))
def test_each_role_may_do_what_the_table_says(act: str, role: str, *, yes: bool) -> None:
    assert may(COLUMNS[role], Act(act)).allowed is yes


@pytest.mark.parametrize(("move", "state", "yes"), cells(STATES))
def test_a_dispute_moves_as_the_table_says(move: str, state: str, *, yes: bool) -> None:
    assert may_move(State(state), Move(move)).allowed is yes


def test_the_tables_are_whole() -> None:
    assert set(COLUMNS.values()) == set(Role)
    assert {act for act, _, _ in cells(ACTS)} == set(Act)
    assert {move for move, _, _ in cells(STATES)} == set(MOVES)
    assert {state for _, state, _ in cells(STATES)} == set(State)


@cache
def rules() -> MediationRules:
    return standards().find("mediation-rules", MediationRules, on=datetime(2026, 11, 2, tzinfo=UTC).date())


START = datetime(2026, 11, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
WALK = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 60 * 24 * 20)),
        st.tuples(st.just("sweep"), st.just(0)),
        st.tuples(st.just("extend"), st.integers(60, 60 * 24 * 40)),
    ),
    max_size=60,
)


def _warned_twice(watched: Watched) -> bool:
    return [one.number for one in watched.warnings if one.given_at and one.given_at < watched.due_at] == [
        1,
        2,
    ]


@given(minutes=st.integers(60, 60 * 24 * 60), walk=WALK)
def test_whatever_happens_nothing_is_missed_without_two_warnings_before_its_end(
    minutes: int, walk: list[tuple[str, int]]
) -> None:
    """A worker that sleeps, ends that move, sweeps at any time: a random walk."""
    now, end = START, START + timedelta(minutes=minutes)
    watched = Watched(now, end, planned(now, end, rules()))
    for act, amount in walk:
        if act == "wait":
            now += timedelta(minutes=amount)
        elif act == "sweep":
            watched = warned(watched, now)
        elif now < watched.due_at:
            watched = moved(watched, max(now, watched.due_at) + timedelta(minutes=amount), rules(), now)
        assert all(watched.started_at < one.at < watched.due_at for one in watched.warnings)
        assert not is_missed(watched, now) or _warned_twice(watched)


@given(
    hours=st.integers(6, 24 * 60),
    extensions=st.lists(st.tuples(st.integers(1, 24 * 20), st.integers(6, 24 * 40)), max_size=4),
)
def test_while_the_worker_runs_every_end_that_passes_was_warned_of_twice(
    hours: int, extensions: list[tuple[int, int]]
) -> None:
    """It sweeps every twenty minutes: whatever passes then is missed, and both warnings went before."""
    now, end = START, START + hours * HOUR
    watched, waiting = Watched(now, end, planned(now, end, rules())), list(extensions)
    step = timedelta(minutes=20)
    while now <= watched.due_at:
        now += step
        watched = warned(watched, now)
        if waiting and now - START >= waiting[0][0] * HOUR and now < watched.due_at:
            watched = moved(watched, watched.due_at + waiting.pop(0)[1] * HOUR, rules(), now)
    assert is_missed(watched, now)
    assert _warned_twice(watched)
    assert due(watched, now) == ()
