"""The rules of a committee's life in tables: role by act, both sides of each bar, warnings, training, dangers."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest

from hemei.community.committees.rules.handing import Item, may_sign
from hemei.community.committees.rules.life_acts import LIFE_ACT_TEXTS, MAY, LifeAct, may
from hemei.community.committees.rules.life_words import Danger, RecallState, Side
from hemei.community.committees.rules.recalls import MOVES, enough, may_move
from hemei.community.committees.rules.stepping import changes_a_filing, may_step_in
from hemei.community.committees.rules.watching import EndWarning, Facts, dangers, training_due, warning_on
from hemei.kernel.actor import Actor, PlaceRange, Role

# fmt: off
TABLE = """
act             PUB RES GRID COMM SECR STR DEPT COU CITY FIRM OWNC HOT SYSA SECA AUD OFFC SYS  ASSE  MED
see             -   -   -    yes  yes  yes -    yes yes  -    yes  -   -    -    -   -    yes  -     -
see_dangers     -   -   -    yes  yes  yes -    yes yes  -    -    -   -    -    -   -    yes  -     -
propose_recall  -   -   -    yes  yes  yes -    -   -    -    -    -   -    -    -   -    yes  -     -
hear            -   -   -    yes  yes  yes -    -   -    -    -    -   -    -    -   -    yes  -     -
put_to_vote     -   -   -    yes  yes  -   -    -   -    -    -    -   -    -    -   -    yes  -     -
withdraw        -   -   -    yes  yes  yes -    -   -    -    -    -   -    -    -   -    yes  -     -
resign          -   -   -    -    -    -   -    -   -    -    yes  -   -    -    -   -    -    -     -
decline         -   yes -    -    -    -   -    -   -    -    yes  -   -    -    -   -    -    -     -
step_in         -   -   -    -    yes  yes -    -   -    -    -    -   -    -    -   -    yes  -     -
file_change     -   -   -    yes  yes  yes -    -   -    -    yes  -   -    -    -   -    yes  -     -
hand_over       -   -   -    yes  yes  yes -    -   -    -    yes  -   -    -    -   -    yes  -     -
sign            -   -   -    yes  yes  yes -    -   -    -    yes  -   -    -    -   -    yes  -     -
end_unsigned    -   -   -    yes  yes  yes -    -   -    -    -    -   -    -    -   -    yes  -     -
stand_in        -   -   -    -    -    yes -    -   -    -    -    -   -    -    -   -    yes  -     -
train           -   -   -    yes  yes  yes -    -   -    -    -    -   -    -    -   -    yes  -     -
report          -   -   -    yes  yes  -   -    -   -    -    yes  -   -    -    -   -    yes  -     -
meet            -   -   -    yes  yes  yes -    -   -    -    yes  -   -    -    -   -    yes  -     -
post            -   -   -    yes  yes  -   -    -   -    -    yes  -   -    -    -   -    yes  -     -
advise          -   -   -    yes  yes  -   -    -   -    -    -    -   -    -    -   -    yes  -     -
answer_advice   -   -   -    yes  yes  -   -    -   -    -    yes  -   -    -    -   -    yes  -     -
settle_contest  -   -   -    -    -    yes -    -   -    -    -    -   -    -    -   -    yes  -     -
enter_leaving   -   -   -    yes  yes  yes -    -   -    -    -    -   -    -    -   -    -    -     -
settle_leaving  -   -   -    yes  yes  yes -    -   -    -    -    -   -    -    -   -    -    -     -
object_leaving  -   -   -    yes  yes  yes -    -   -    -    yes  -   -    -    -   -    -    -     -
"""
COLUMNS = {
    "PUB": Role.PUBLIC, "RES": Role.RESIDENT, "GRID": Role.GRID_WORKER, "COMM": Role.COMMUNITY_CLERK,
    "SECR": Role.COMMUNITY_SECRETARY, "STR": Role.STREET_CLERK, "DEPT": Role.DEPARTMENT_CLERK,
    "COU": Role.COUNTY_COORDINATOR, "CITY": Role.CITY_BUREAU, "FIRM": Role.COMPANY_MANAGER,
    "OWNC": Role.COMMITTEE_MEMBER, "HOT": Role.HOTLINE_CLERK, "SYSA": Role.SYSTEM_ADMIN,
    "SECA": Role.SECURITY_ADMIN, "AUD": Role.AUDITOR, "OFFC": Role.DATA_OFFICER, "SYS": Role.SYSTEM,
    "ASSE": Role.ASSESSOR, "MED": Role.MEDIATOR,
}
# fmt: on
HEAD, *LINES = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [
    (COLUMNS[column], LifeAct(line[0]), cell == "yes")
    for line in LINES
    for column, cell in zip(HEAD[1:], line[1:], strict=True)
]
TODAY = date(2026, 11, 2)


def test_role_by_act() -> None:
    assert {act for _, act, _ in CELLS} == set(LifeAct) == set(MAY) == set(LIFE_ACT_TEXTS)
    assert {role for role, _, _ in CELLS} == set(Role)
    for role, act, allowed in CELLS:
        assert may(Actor(role), act).allowed is allowed, (role, act)


def test_where_a_role_may_act() -> None:
    here, member = PlaceRange("1.2.3."), Actor(Role.COMMITTEE_MEMBER, body_id=7)
    assert may(Actor(Role.STREET_CLERK, places=(here,)), LifeAct.TRAIN, scope="1.2.3.4.", body=7).allowed
    assert not may(Actor(Role.STREET_CLERK, places=(here,)), LifeAct.TRAIN, scope="1.2.30.", body=7).allowed
    assert may(member, LifeAct.REPORT, scope="1.2.3.4.", body=7).allowed
    assert not may(member, LifeAct.REPORT, scope="1.2.3.4.", body=8).allowed
    assert not may(member, LifeAct.REPORT, scope="1.2.3.4.").allowed


@pytest.mark.parametrize(
    ("asking", "of", "reached"),
    [
        (1, 3, True),
        (2, 5, True),
        (1, 5, False),
        (2, 7, False),
        (3, 7, True),
        (3, 9, True),
        (3, 11, False),
        (4, 11, True),
    ],
)
def test_a_third_of_the_members_includes_the_third(asking: int, of: int, *, reached: bool) -> None:
    part = SimpleNamespace(least=SimpleNamespace(value=Fraction(1, 3)))
    assert enough(asking, of, part) is reached  # type: ignore[arg-type]


def test_a_recall_moves_by_its_table_only() -> None:
    for to, since in MOVES.items():
        for state in RecallState:
            assert may_move(state, to).allowed is (state in since), (state, to)
    assert {to for to, since in MOVES.items() if RecallState.PASSED in since} == {RecallState.ANNULLED}


@pytest.mark.parametrize(
    ("left", "code"),
    [(181, ""), (180, "first"), (91, "first"), (90, "d90"), (60, "d60"), (1, "d60"), (0, "")],
)
def test_the_nearest_warning_of_a_terms_end(left: int, code: str) -> None:
    steps = [EndWarning(name, days, None) for name, days in (("first", 180), ("d90", 90), ("d60", 60))]  # type: ignore[arg-type]
    found = warning_on(TODAY + timedelta(days=left), TODAY, steps)
    assert (found.code if found else "") == code


def test_training_owed_by_the_year_and_by_the_first_half_year() -> None:
    rules = SimpleNamespace(hours_a_year=8, first_days=180)

    def owed(since: date, *trained: tuple[date, int]) -> int:
        return training_due(since, trained, TODAY, rules)  # type: ignore[arg-type]

    assert owed(TODAY - timedelta(days=179)) == 0
    assert owed(TODAY - timedelta(days=180)) == 8
    assert owed(date(2024, 1, 1), (date(2025, 12, 31), 40)) == 8
    assert owed(date(2024, 1, 1), (date(2026, 1, 1), 3), (date(2026, 2, 1), 4)) == 1
    assert owed(date(2026, 1, 2), (date(2026, 3, 1), 2)) == 0
    assert owed(date(2024, 1, 1), (TODAY + timedelta(days=1), 8)) == 8


def test_a_handover_is_signed_by_the_giver_first_and_with_nothing_open() -> None:
    done = [Item(handed=True, absent=False), Item(handed=False, absent=True)]
    cases = (
        (done, Side.GIVER, False, False, ""),
        (done, Side.RECEIVER, True, False, ""),
        (done, Side.RECEIVER, False, False, "giver_first"),
        (done, Side.GIVER, True, True, "signed"),
        ([*done, Item(handed=False, absent=False)], Side.GIVER, False, False, "open_items"),
    )
    for items, side, giver, signed, code in cases:
        reasons = may_sign(items, side, giver_signed=giver, signed=signed).reasons
        assert [one.code for one in reasons] == ([code] if code else [])


@pytest.mark.parametrize(
    ("number", "numbers", "held", "code"),
    [
        (1, (1, 2), 4, ""),
        (2, (1, 2), 4, "turn"),
        (2, (2, 3), 4, ""),
        (1, (1,), 5, "full"),
        (None, (), 4, "no_reserve"),
    ],
)
def test_reserves_step_in_by_turn(number: int | None, numbers: tuple[int, ...], held: int, code: str) -> None:
    reasons = may_step_in(number, numbers, held=held, seats=5).reasons
    assert [one.code for one in reasons] == ([code] if code else [])


def test_every_danger_has_its_day() -> None:
    rules = SimpleNamespace(idle=SimpleNamespace(days=180))
    day = timedelta(days=1)
    still: dict[str, object] = {
        "ended": False, "until": TODAY + 400 * day, "warned_on": TODAY + 220 * day, "renewal_on": TODAY + 310 * day,
        "below_half": False, "filing_due": None, "handover_due": None, "met_on": None,
    }  # fmt: skip

    def found(**more: object) -> tuple[Danger, ...]:
        return dangers(Facts(**(still | more)), TODAY, rules)  # type: ignore[arg-type]

    assert found() == ()
    assert found(until=TODAY) == (Danger.EXPIRED,)
    assert found(until=TODAY + day, renewal_on=TODAY, warned_on=TODAY - 90 * day) == (Danger.RENEWAL_DUE,)
    assert found(warned_on=TODAY) == (Danger.RUNNING_OUT,)
    assert found(ended=True, below_half=True) == (Danger.NO_COMMITTEE,)
    assert found(below_half=True) == (Danger.BELOW_HALF,)
    assert found(handover_due=TODAY) == ()
    assert found(handover_due=TODAY - day, filing_due=TODAY - day) == (
        Danger.HANDOVER_LATE,
        Danger.FILING_LATE,
    )
    assert found(met_on=TODAY - 180 * day) == (Danger.IDLE,)
    assert found(met_on=TODAY - 179 * day) == ()


@pytest.mark.parametrize(
    ("day", "filed", "end", "owed"),
    [
        (date(2026, 5, 16), date(2026, 5, 15), date(2031, 5, 1), True),
        (date(2026, 5, 15), date(2026, 5, 15), None, True),
        (
            date(2026, 5, 5),
            date(2026, 5, 15),
            date(2031, 5, 1),
            False,
        ),  # the first chair: the filing names him
        (date(2026, 5, 16), None, None, False),
        (date(2026, 5, 16), date(2026, 5, 15), date(2026, 6, 1), False),  # another term sits by now
    ],
)
def test_what_changed_before_the_filing_is_filed_with_it(
    day: date, filed: date | None, end: date | None, *, owed: bool
) -> None:
    assert changes_a_filing(day, filed=filed, end=end, today=date(2026, 6, 1)) is owed
