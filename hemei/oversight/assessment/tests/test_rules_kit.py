"""Third-party assessment by rule: the draw by hand and by shell, captures, flags, surveys, agreement, roles."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from hemei.kernel.actor import Role
from hemei.kernel.captures import apart, captured, may_prove, repeated
from hemei.kernel.figures import wilson
from hemei.oversight.assessment.rules.agreement import Rating, alpha_of, level_of
from hemei.oversight.assessment.rules.kit_acts import KIT_ACT_TEXTS, MAY_KIT, KitAct, may_kit
from hemei.oversight.assessment.rules.kit_contracts import ContractDraft, may_contract
from hemei.oversight.assessment.rules.surveys import draw_units, may_be_replaced, opinion_of
from hemei.oversight.assessment.rules.visits import (
    FLAG_TEXTS,
    Gaps,
    Shot,
    VisitFacts,
    Window,
    flags_of,
    may_end,
    standing_of,
)
from hemei.oversight.assessment.tests.test_rules_evaluation import rules, standard

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
ITEMS = tuple(item for item in standard("service-quality").item if not item.filled_by)

# --- who may -------------------------------------------------------------------------------------
_BUYER = "see keep_contract draw review"
_CELLS = {Role.CITY_BUREAU: _BUYER, Role.SYSTEM: _BUYER, Role.ASSESSOR: "visit ask"}


@pytest.mark.parametrize("role", Role)
def test_every_cell_of_the_table(role: Role) -> None:
    allowed = {KitAct(word) for word in _CELLS.get(role, "").split()}
    assert {act for act in KitAct if may_kit(role, act).allowed} == allowed
    assert set(MAY_KIT) == set(KIT_ACT_TEXTS) == set(KitAct)


# --- captures ------------------------------------------------------------------------------------
EXIF = {"taken": "2026:11:02 12:10:00", "latitude": 31_861_000, "longitude": 117_283_000}


@pytest.mark.parametrize(
    ("evidence", "noted", "at", "source"),
    [
        (EXIF, {}, "2026-11-02T12:10:00+08:00", "picture"),
        ({**EXIF, "offset": "+00:00"}, {}, "2026-11-02T12:10:00+00:00", "picture"),
        (EXIF, {"taken": "2026-11-02T03:00:00.000Z"}, "2026-11-02T12:10:00+08:00", "picture"),
        ({}, {"taken": "2026-11-02T03:00:00.000Z"}, "2026-11-02T03:00:00+00:00", "phone"),
        ({"taken": "0000:00:00 00:00:00"}, {}, "", "none"),
        ({"taken": 5}, {"taken": 5}, "", "none"),
        ({}, {}, "", "none"),
    ],
)
def test_a_picture_speaks_before_the_phone(
    evidence: dict[str, object], noted: dict[str, object], at: str, source: str
) -> None:
    found = captured(json.dumps(evidence), json.dumps(noted))
    assert (found.at.isoformat() if found.at else "", found.source) == (
        datetime.fromisoformat(at).isoformat() if at else "",
        source,
    )


def test_what_a_phone_notes_need_not_be_well_formed() -> None:
    for text in ("", "{", "[]", '"x"', '{"lon": true, "lat": 1}', '{"lon": 999000000, "lat": 1}'):
        assert captured("", text).lon is None
    assert captured("", '{"lon": 117283000, "lat": 31861000}').lat == 31_861_000
    assert captured(json.dumps(EXIF), '{"lon": 1, "lat": 1}').lon == 117_283_000


@pytest.mark.parametrize(
    ("taken", "allowed"),
    [
        ("2026:11:02 12:10:00", True),
        ("2025:12:31 23:59:59", False),  # another year
        ("2026:01:01 00:00:00", True),
        ("2026:11:02 14:00:00", False),  # not yet
        ("", True),
    ],
)
def test_a_photo_from_another_year_or_from_the_future_is_refused(taken: str, *, allowed: bool) -> None:
    found = captured(json.dumps({"taken": taken} if taken else {}), "")
    decision = may_prove(found, now=NOON + timedelta(minutes=30), years=(2026,), name="现场.jpg")
    assert decision.allowed is allowed
    assert allowed or "现场.jpg" in str(decision.reasons[0].values)


# --- flags ---------------------------------------------------------------------------------------
def visit(
    minutes: int = 45, *, seconds: int = 90, values: str = "varied", shots: tuple[Shot, ...] = ()
) -> VisitFacts:
    marks = {
        item.code: Fraction(1) if values == "full" or place % 3 else Fraction(1, 2)
        for place, item in enumerate(ITEMS)
    }
    shown = tuple(Shot(item.code, NOON + timedelta(minutes=5), 20, copied=False) for item in ITEMS)
    taken = dict.fromkeys(marks, seconds)
    return VisitFacts(NOON, NOON + timedelta(minutes=minutes), marks, taken, shots or shown)


def one_shot(**more: object) -> tuple[Shot, ...]:
    values = {"item": ITEMS[0].code, "at": NOON, "metres": 10, "copied": False}
    return (Shot(**{**values, **more}),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "flag"),
    [
        (visit(19), "short"),
        (visit(seconds=9), "rushed"),
        (visit(shots=one_shot(copied=True)), "copied"),
        (visit(shots=one_shot(at=NOON - timedelta(minutes=31))), "outside"),
        (visit(shots=one_shot(metres=501)), "elsewhere"),
        (visit(shots=one_shot(at=None)), "undated"),
        (visit(shots=one_shot()), "unproven"),
        (visit(values="full"), "straight"),
    ],
)
def test_each_flag_has_its_case(facts: VisitFacts, flag: str) -> None:
    assert flag in flags_of(facts, ITEMS, rules())


def test_on_the_bar_nothing_is_flagged() -> None:
    shots = (*visit().shots, Shot(ITEMS[0].code, NOON - timedelta(minutes=30), 500, copied=False))
    assert flags_of(visit(20, seconds=10, shots=shots), ITEMS, rules()) == ()


def test_copies_are_found_within_a_visit_between_items_only() -> None:
    one, near, far = "f" * 32, "f" * 29 + "e00", "0" * 32
    assert apart(one, near) == 9
    assert repeated([("a", one), ("a", near)], bits=rules().photo_likeness.bits) == frozenset()
    assert repeated([("a", one), ("b", near), ("c", far)], bits=rules().photo_likeness.bits) == {0, 1}


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, []),
        ({"gaps": Gaps(("电梯",), ())}, ["missing"]),
        ({"gaps": Gaps((), ("电梯",))}, ["unexplained"]),
        ({"ended_at": NOON}, ["clock"]),
        ({"ended_at": NOON + timedelta(hours=13), "now": NOON + timedelta(hours=14)}, ["clock"]),
        ({"now": NOON}, ["clock"]),
        ({"window": Window(NOON + timedelta(seconds=1), NOON + timedelta(days=1))}, ["window"]),
        ({"window": Window(NOON - timedelta(days=1), NOON)}, ["window"]),
    ],
)
def test_a_visit_is_handed_in_whole_with_times_that_can_be(more: dict[str, object], codes: list[str]) -> None:
    values = {
        "started_at": NOON, "ended_at": NOON + timedelta(minutes=40), "now": NOON + timedelta(hours=1),
        "window": Window(NOON - timedelta(days=1), NOON + timedelta(days=1)), "gaps": Gaps((), ()),
    }  # fmt: skip
    assert [reason.code for reason in may_end(**{**values, **more}).reasons] == codes  # type: ignore[arg-type]


def test_a_simulated_round_flags_the_lazy_assessor_and_nobody_else() -> None:
    """Six assessors, fifteen visits each. One copies photos, stays five minutes and marks straight down the list."""
    dice = random.Random(20261102)  # noqa: S311 - a simulation

    def honest() -> VisitFacts:
        minutes, marks = dice.randint(25, 90), {}
        for item in ITEMS:
            marks[item.code] = dice.choices([Fraction(1), Fraction(1, 2), Fraction(0)], [70, 25, 5])[0]
            if item.veto:
                marks[item.code] = Fraction(1)
        shots = tuple(
            Shot(
                item.code,
                NOON + timedelta(minutes=dice.randint(0, minutes)),
                dice.randint(0, 400),
                copied=False,
            )
            for item in ITEMS
        )
        taken = {item.code: dice.randint(15, 200) for item in ITEMS}
        return VisitFacts(NOON, NOON + timedelta(minutes=minutes), marks, taken, shots)

    def lazy() -> VisitFacts:
        copied = tuple(Shot(item.code, NOON, 30, copied=dice.random() < 0.5) for item in ITEMS[:4])
        return VisitFacts(
            NOON, NOON + timedelta(minutes=5), {item.code: Fraction(1) for item in ITEMS},
            {item.code: dice.randint(2, 6) for item in ITEMS}, copied,
        )  # fmt: skip

    made = {f"honest {n}": [honest() for _ in range(15)] for n in range(5)} | {
        "lazy": [lazy() for _ in range(15)]
    }
    stands = {
        who: standing_of([flags_of(one, ITEMS, rules()) for one in visits], rules())
        for who, visits in made.items()
    }
    assert {who for who, one in stands.items() if one.careless} == {"lazy"}
    assert {flag for flag, _ in stands["lazy"].flags} >= {"short", "rushed", "copied", "straight"}


def test_each_laziness_alone_is_enough_and_one_slip_is_not() -> None:
    assert not standing_of([("short",), (), ()], rules()).careless  # exactly a third
    for flag in ("copied", "short", "rushed", "straight", "outside", "elsewhere"):
        assert standing_of([(flag,), (flag,), ()], rules()).careless, flag
    assert not standing_of([("straight",), (), ()], rules()).doubtful  # a good estate is no offence
    assert not standing_of([("undated", "unproven")] * 5, rules()).careless
    assert not standing_of([("short",), ("short",)], rules()).careless  # too few to say
    assert not standing_of([], rules()).careless
    assert set(FLAG_TEXTS) >= {"short", "rushed", "copied", "straight"}


# --- surveys -------------------------------------------------------------------------------------
def test_a_survey_asks_by_building_and_says_how_certain_it_is() -> None:
    buildings = {f"{n}幢": list(range(n * 1000, n * 1000 + 300)) for n in range(1, 4)}
    order = draw_units(buildings, seed="开奖", rules=rules())
    chosen = [unit for unit, drawn in order if drawn]
    assert len(order) == 135  # each may be replaced twice
    assert len(chosen) == 45  # five per cent
    assert {unit // 1000 for unit in chosen} == {1, 2, 3}
    assert order == draw_units(dict(reversed(buildings.items())), seed="开奖", rules=rules())
    assert draw_units({}, seed="开奖", rules=rules()) == []
    assert (
        sum(drawn for _, drawn in draw_units({str(n): [n] for n in range(60)}, seed="x", rules=rules())) == 30
    )


def test_an_opinion_by_hand() -> None:
    found = opinion_of({5: 10, 4: 10, 3: 5, 2: 3, 1: 2})
    assert (found.answers, found.total, found.satisfied) == (30, 113, 20)
    assert found.points == Fraction(11300, 150)
    assert found.interval == wilson(20, 30)
    assert (found.share.counted, found.share.of) == (113, 150)
    assert opinion_of({}).points is None


def test_a_unit_is_replaced_twice_at_most() -> None:
    assert [may_be_replaced(times, rules()) for times in (0, 1, 2)] == [True, True, False]


# --- agreement -----------------------------------------------------------------------------------
def paired(*pairs: tuple[str, str]) -> list[Rating]:
    return [
        Rating(who, f"item {n}", Fraction(value))
        for n, pair in enumerate(pairs)
        for who, value in zip("ab", pair, strict=True)
    ]


def test_agreement_by_hand() -> None:
    """Interval alpha of two observers: 1 - (n - 1) * sum of squared differences within / between all pairs."""
    alike = paired(("1", "1"), ("1/2", "1/2"), ("0", "0"), ("1", "1"))
    assert alpha_of(alike) == 1
    mixed = paired(("1", "1"), ("1/2", "1/2"), ("0", "1/2"), ("1", "1"))
    # Observed (0.5²·2)/8 = 1/16; values 1·4, ½·3, 0: expected 2·(12·¼ + 4·1 + 3·¼)/(8·7) = 15.5/56.
    assert abs((alpha_of(mixed) or 0) - (1 - Fraction(1, 16) / Fraction(155, 560))) < Fraction(1, 10**5)
    assert alpha_of(paired(("1", "0"), ("0", "1"))) < 0  # type: ignore[operator]
    assert alpha_of(paired(("1", "1"), ("1", "1"))) is None
    assert alpha_of([Rating("a", "item", Fraction(1))]) is None


@pytest.mark.parametrize(
    ("alpha", "level"),
    [
        (None, "unknown"),
        ("4/5", "reliable"),
        ("2/3", "tentative"),
        ("665/1000", "unreliable"),
        ("-1", "unreliable"),
    ],
)
def test_what_an_agreement_is_good_for(alpha: str | None, level: str) -> None:
    assert level_of(None if alpha is None else Fraction(alpha), rules()) == level


# --- contracts -----------------------------------------------------------------------------------
DRAFT = ContractDraft(
    7, "HF-2026-01", "全市物业项目检查", 12_000_00, date(2026, 1, 5), date(2026, 2, 1), date(2027, 2, 1)
)


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, []),
        ({"price_fen": 0}, ["price"]),
        ({"valid_until": date(2026, 2, 1)}, ["period"]),
        ({"signed_on": date(2026, 2, 2)}, ["signed"]),
        ({"number": ""}, ["number"]),
        ({"task": "查"}, ["task"]),
    ],
)
def test_a_contract_says_what_for_how_much_and_how_long(more: dict[str, object], codes: list[str]) -> None:
    found = may_contract(replace(DRAFT, **more), supplier_runs=True)  # type: ignore[arg-type]
    assert [reason.code for reason in found.reasons] == codes
    assert [one.code for one in may_contract(DRAFT, supplier_runs=False).reasons] == ["supplier"]
