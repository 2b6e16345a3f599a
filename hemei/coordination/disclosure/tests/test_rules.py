"""Rules of disclosure without a database: entry checks, shares, likeness, and that planted slips rank at the top."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings

from hemei.coordination.disclosure.rules.acts import MAY, Act, may
from hemei.coordination.disclosure.rules.affairs import (
    Affairs,
    CommitteeDecision,
    OwnersDecision,
    ParkingTerms,
    Reports,
    affair_lines,
)
from hemei.coordination.disclosure.rules.calendar import Period, period_over, periods_over
from hemei.coordination.disclosure.rules.drafts import FundMoney, Money, Spending, fund_lines, money_lines
from hemei.coordination.disclosure.rules.lines import Figure, flags_of
from hemei.coordination.disclosure.rules.risks import (
    RISK_TEXTS,
    Looked,
    PaidOrder,
    PlannedUse,
    SplitUse,
    reasons_of,
    score_of,
    split_orders,
    split_uses,
)
from hemei.coordination.disclosure.rules.similar import share_of
from hemei.coordination.disclosure.rules.standards import DisclosureCalendar, MoneyRisks
from hemei.coordination.disclosure.rules.words import COUNTED_TEXTS, SAID_TEXTS
from hemei.ground.records.standards import shapes
from hemei.kernel.actor import Actor, Matter, Role
from hemei.kernel.periods import Repeat
from hemei.kernel.standards import load_standards

DAY = date(2026, 10, 1)
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
ROOT = Path(__file__).parents[4]
STAFF: set[Role | Matter] = {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}
ABOVE: set[Role | Matter] = {Role.STREET_CLERK, Role.COUNTY_COORDINATOR, Role.CITY_BUREAU}
ESTATE: set[Role | Matter] = {Role.COMPANY_MANAGER, Role.COMMITTEE_MEMBER}
FUND: set[Role | Matter] = {Matter.MAINTENANCE_FUND}
TABLE: dict[Act, set[Role | Matter]] = {
    Act.SEE: STAFF | ABOVE | ESTATE | FUND | {Role.SYSTEM},
    Act.START: STAFF | ABOVE | {Role.SYSTEM},
    Act.PREPARE: STAFF | ESTATE | FUND | {Role.SYSTEM},
    Act.PUBLISH: STAFF | ESTATE | FUND | {Role.SYSTEM},
    Act.ANSWER: STAFF | ESTATE | FUND | {Role.SYSTEM},
    Act.RAISE: STAFF | ESTATE | {Role.SYSTEM},
    Act.ASK: {Role.RESIDENT},
    Act.WATCH: STAFF | {Role.RESIDENT, Role.COMMITTEE_MEMBER, Role.STREET_CLERK},
    Act.SEE_OWN: {Role.RESIDENT},
    Act.SEE_OVERDUE: STAFF | ABOVE | {Role.SYSTEM},
    Act.SEE_RISKS: ABOVE | {Role.SYSTEM},
    Act.LOOK: ABOVE,
    Act.SEE_TREASURY: {Role.COMMITTEE_MEMBER},
}


_LOADED = load_standards(ROOT / "standards", city=settings.STANDARDS_CITY, shapes=shapes())


def rules() -> MoneyRisks:
    return _LOADED.find("money-risks", MoneyRisks, on=DAY)


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("part", [*Role, *Matter])
def test_each_cell_of_roles_and_acts(part: Role | Matter, act: Act) -> None:
    being = Actor(part) if isinstance(part, Role) else Actor(Role.DEPARTMENT_CLERK, matters=frozenset({part}))
    assert may(being, act).allowed is (part in TABLE[act])
    assert set(MAY) == set(Act)


def test_periods_are_those_that_are_over() -> None:
    assert period_over(Repeat.QUARTERLY, date(2026, 9, 30)) == Period(date(2026, 4, 1), date(2026, 7, 1))
    assert period_over(Repeat.QUARTERLY, DAY) == Period(date(2026, 7, 1), DAY)


@pytest.mark.parametrize(
    ("repeat", "since", "names"),
    [
        (Repeat.QUARTERLY, date(2026, 1, 1), ["2026-Q1", "2026-Q2", "2026-Q3"]),
        (Repeat.QUARTERLY, date(2025, 11, 15), ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]),
        (Repeat.QUARTERLY, DAY, []),
        (Repeat.YEARLY, date(2024, 1, 1), ["2024", "2025"]),
        (Repeat.YEARLY, date(2025, 10, 1), ["2025"]),
        (Repeat.YEARLY, date(2025, 12, 31), ["2025"]),
        (Repeat.YEARLY, date(2026, 1, 1), []),
    ],
)
def test_the_period_in_which_the_first_day_lies_is_owed_too(
    repeat: Repeat, since: date, names: list[str]
) -> None:
    assert [one.name() for one in periods_over(repeat, since=since, day=DAY)] == names


def test_a_draft_says_from_which_day_it_is_told() -> None:
    calendar = _LOADED.find("disclosure-calendar", DisclosureCalendar, on=DAY)
    fund = FundMoney({}, None, 0, 0, 0, since=date(2025, 10, 15))
    first = fund_lines(fund, YEAR, calendar)[0]
    assert (
        SAID_TEXTS[first["said"]].format(**first["values"])
        == "分户账自2025-10-15在平台建账，以前的收支不在本表"
    )
    assert "first_day" not in {
        one["code"] for one in fund_lines(replace(fund, since=YEAR.since), YEAR, calendar)
    }
    books = Money(date(2025, 10, 15), 0)
    assert money_lines([], books, YEAR, calendar)[0]["said"] == "first_day.books"
    assert money_lines([], Money(YEAR.since, 0), YEAR, calendar)[0]["code"] == "opening"


@pytest.mark.parametrize(
    ("fen", "own", "of", "share"), [(100, 1, 3, 33), (200, 1, 3, 67), (-200, 1, 3, -67), (9, 1, 0, 0)]
)
def test_a_share_is_by_area_to_the_fen(fen: int, own: int, of: int, share: int) -> None:
    assert share_of(fen, own, of) == share


def test_words_of_risks_say_numbers_and_accuse_nobody() -> None:
    for word in ("挪用", "侵占", "贪污", "违法", "造假", "套取"):
        assert not any(word in text for text in RISK_TEXTS.values())


CEILINGS = (500_000, 2_000_000)


def order(
    number: str, fen: int, day: int, payee: bytes = b"one", bars: tuple[int, ...] = CEILINGS
) -> PaidOrder:
    return PaidOrder(number, payee, bars, date(2026, 3, 1) + timedelta(days=day), fen)


SPLIT = (order("1", 10_000, 0), order("2", 260_000, 20), order("3", 260_000, 45))


@pytest.mark.parametrize(
    ("orders", "found"),
    [
        (SPLIT, (("2", "3"),)),  # the window begins with the second, not with a small one of long before
        ((order("1", 100_000, 0), order("2", 6_000_000, 10)), ()),  # the other went through the highest tier
        ((order("1", 250_000, 0), order("2", 250_000, 1)), ()),  # together just at the ceiling
        ((order("1", 250_000, 0), order("2", 250_001, 30)), (("1", "2"),)),  # the thirtieth day
        ((order("1", 250_000, 0), order("2", 250_001, 31)), ()),
        ((order("1", 450_000, 0), order("2", 450_000, 1, b"two")), ()),  # to another account
        ((order("1", 450_000, 0), order("2", 450_000, 1, bars=(600_000,))), ()),  # under another agreement
        ((order("1", 1_900_000, 0), order("2", 450_000, 1)), (("1", "2"),)),  # above the second ceiling
        (
            (*SPLIT, order("4", 260_000, 90), order("5", 260_000, 91)),
            (("2", "3"), ("4", "5")),
        ),
    ],
)
def test_payments_to_one_account_that_exceed_a_ceiling_together_are_one_group(
    orders: tuple[PaidOrder, ...], found: tuple[tuple[str, ...], ...]
) -> None:
    assert split_orders(orders, 30) == found
    assert split_orders(reversed(orders), 30) == found


@pytest.mark.parametrize("seed", range(20))
def test_planted_slips_rank_in_the_top_tenth(seed: int) -> None:
    """A hundred and twenty estates with ordinary noise, four with planted slips: each is among the first twelve."""
    throw = Random(seed)  # noqa: S311 - noise that comes out the same each time
    found = [
        Looked(
            number, went_m2=throw.randint(40, 180), middle_m2=100, late=int(throw.random() < 0.15),
            round=tuple("123456"[: throw.randint(0, 4)]), papers=("7",) if throw.random() < 0.05 else (),
            idle_fen=6_000_000 if throw.random() < 0.05 else 0,
        )
        for number in range(116)
    ]  # fmt: skip
    planted = [
        Looked(200, went_m2=120, middle_m2=100, invoices=("1",), papers=("1",)),
        Looked(201, went_m2=90, middle_m2=100, split=split_orders(SPLIT, 30), round=("2", "3", "4"), late=1),
        Looked(202, went_m2=230, middle_m2=100, late=3),
        Looked(203, went_m2=90, middle_m2=100, emergencies=4, late=2),
    ]
    ranked = sorted([*found, *planted], key=lambda one: (-score_of(reasons_of(one, rules())), one.estate_id))
    assert {200, 201, 202, 203} <= {one.estate_id for one in ranked[:12]}


def test_a_fund_is_told_whole_with_each_use_and_who_bore_it() -> None:
    """What stood, what came and went, and what stands: no fen is lost between them."""
    moved = {"taken_over": 900, "deposited": 50_000, "interest": 120, "used": 30_000, "refunded": 400}
    spent = (Spending(7, "1幢屋面防水", emergency=False, bill_fen=31_000, households=5, gap_fen=1_000),)
    fund = FundMoney(moved, {"deposited": 50_000, "from_revenue": 9}, 5_000, 25_620, 25_620, spent)
    calendar = _LOADED.find("disclosure-calendar", DisclosureCalendar, on=DAY)
    lines = {line["code"]: line for line in fund_lines(fund, YEAR, calendar)}
    assert lines["opening"]["fen"] + lines["came"]["fen"] - lines["went"]["fen"] == lines["closing"]["fen"]
    assert lines["bank"]["fen"] == lines["closing"]["fen"]
    assert (lines["use-7"]["fen"], lines["use-7"]["households"], lines["use-7"]["gap"]) == (31_000, 5, 1_000)
    assert lines["deposited"]["flags"] == []
    assert lines["used"]["flags"] == [{"check": "year", "tenths": None, "month": 0}]
    assert lines["from_revenue"]["fen"] == 0  # told because the year before had some
    new = {line["code"]: line for line in fund_lines(replace(fund, before=None), YEAR, calendar)}
    assert new["used"]["flags"] == []
    assert "bank_gap" not in lines
    said = {line["code"]: line for line in fund_lines(replace(fund, stated_fen=25_613), YEAR, calendar)}
    assert (said["bank"]["fen"], said["bank_gap"]["fen"]) == (25_613, -7)
    assert said["bank"]["name"] != lines["bank"]["name"]


@pytest.mark.parametrize(
    ("households", "gap", "told"), [(1, 1_000, None), (4, 1_000, None), (5, 1_000, 1_000), (1, 0, 0)]
)
def test_what_the_balances_of_few_lacked_is_not_told(households: int, gap: int, told: int | None) -> None:
    one = Spending(7, "1幢落水管", emergency=True, bill_fen=31_000, households=households, gap_fen=gap)
    fund = FundMoney({"used": 31_000 - gap}, None, 50_000, 19_000 + gap, 19_000 + gap, (one,))
    calendar = _LOADED.find("disclosure-calendar", DisclosureCalendar, on=DAY)
    line = next(line for line in fund_lines(fund, YEAR, calendar) if line["code"] == "use-7")
    assert (line["fen"], line["households"], line["gap"]) == (31_000, households, told)


RENT = 900_000


@pytest.mark.parametrize(
    ("months", "more", "flagged"),
    [
        # A rent paid by the quarter comes as agreed, in the first year of the contract too.
        ((RENT, 0, 0), {"due": (0, RENT, 0, 0)}, []),
        ((0, RENT, 0), {"due": (0, 0, RENT, 0)}, []),
        # It came, and parking beside it as in every month.
        ((RENT + 5_000, 5_000, 5_100), {"due": (0, RENT, 0, 0), "before": 5_000}, []),
        # Nothing was booked though it was due; the whole is missing, and no month is asked about twice.
        ((0, 0, 0), {"due": (0, RENT, 0, 0)}, [(1, -1000, True)]),
        # A ninth was missing; within a tenth nothing is asked.
        ((800_000, 0, 0), {"due": (0, RENT, 0, 0)}, [(1, -111, True)]),
        ((810_000, 0, 0), {"due": (0, RENT, 0, 0)}, []),
        # Money that no contract explains is asked about, beside a rent too.
        ((RENT, 300_000, 0), {"due": (0, RENT, 0, 0)}, [(2, None, True), (3, -1000, False)]),
        # The same without a contract known: each month is odd, unless the year before went the same way.
        ((RENT, 0, 0), {}, [(1, None, False), (2, -1000, False)]),
        ((RENT, 0, 0), {"last_year": (0, 880_000, 0, 0)}, []),
        ((RENT, 0, 0), {"last_year": (0, 0, 880_000, 0)}, [(1, None, False), (2, -1000, False)]),
        # What stopped is asked about, though the year before had nothing in that month.
        ((0, 0, 0), {"last_year": (0, 0, 0, 0), "before": 150_000}, [(1, -1000, False)]),
        # What fell due the month before does not come again.
        ((0, 0, 0), {"due": (RENT, 0, 0, 0), "before": RENT}, []),
    ],
)  # fmt: skip
def test_a_month_is_held_against_what_was_due_in_it(
    months: tuple[int, ...], more: dict[str, Any], flagged: list[tuple[int, int | None, bool]]
) -> None:
    calendar = _LOADED.find("disclosure-calendar", DisclosureCalendar, on=DAY)
    figure = Figure(
        "rent", "in", "", "", sum(months), months=months, month_before=more.get("before", 0),
        due=more.get("due", ()), last_year=more.get("last_year", ()),
    )  # fmt: skip
    found = flags_of(figure, calendar.check_of("year"), calendar.check_of("month"))
    assert [(one.month, one.tenths, one.by_contract) for one in found] == flagged


def test_uses_of_one_place_that_exceed_a_bar_together_are_one_group() -> None:
    """Two bars, twenty and fifty thousand; ninety days; what is elsewhere, else, later or above alone is no split."""
    bars, roof = (2_000_000, 5_000_000), (7, None)
    day = date(2026, 3, 1)

    def use(
        number: int, fen: int, on: date = day, place: tuple[int | None, ...] = roof, part: str = "roof"
    ) -> Any:
        return PlannedUse(number, place, part, on, fen)

    def found(*uses: Any) -> tuple[SplitUse, ...]:
        return split_uses(uses, bars, 90)

    assert found(use(1, 1_900_000), use(2, 1_500_000)) == (SplitUse((1, 2), 2_000_000, 3_400_000),)
    assert found(use(1, 1_000_000), use(2, 1_000_000)) == ()  # together just at the bar
    assert found(use(1, 1_000_000), use(2, 1_000_001)) == (SplitUse((1, 2), 2_000_000, 2_000_001),)
    assert found(use(1, 4_900_000), use(2, 900_000)) == (SplitUse((1, 2), 5_000_000, 5_800_000),)
    assert found(use(1, 5_000_001), use(2, 900_000)) == ()  # one is above every bar by itself
    assert found(use(1, 1_900_000), use(2, 1_500_000, place=(8, None))) == ()
    assert found(use(1, 1_900_000), use(2, 1_500_000, part="lift")) == ()
    assert found(use(1, 1_900_000), use(2, 1_500_000, on=date(2026, 5, 30))) != ()  # the ninetieth day
    assert found(use(1, 1_900_000), use(2, 1_500_000, on=date(2026, 5, 31))) == ()
    assert found(use(1, 3_000_000)) == ()
    late = (use(2, 1_900_000, on=date(2026, 4, 20)), use(3, 1_900_000, on=date(2026, 6, 10)))
    assert found(use(1, 10_000), *late) == (SplitUse((2, 3), 2_000_000, 3_800_000),)  # from the second on


def test_an_indicator_counts_from_the_day_its_document_is_in_force() -> None:
    looked = Looked(1, fund_splits=(SplitUse((4, 9), 2_000_000, 3_400_000),))
    assert reasons_of(looked, rules()) == []
    [reason] = reasons_of(looked, _LOADED.find("money-risks", MoneyRisks, on=date(2026, 11, 26)))
    assert (reason["code"], reason["weight"]) == ("fund_split", 30)
    assert reason["values"] == {"count": 1, "bar": "20,000.00", "fen": "34,000.00", "uses": [4, 9]}


def test_what_the_owners_decided_is_told_with_the_meetings() -> None:
    day = date(2026, 8, 3)
    decided = (
        OwnersDecision(4, "使用维修资金：屋面防水", passed=True, published_on=day, annulled=False),
        OwnersDecision(5, "更换物业服务企业", passed=True, published_on=day, annulled=True),
        OwnersDecision(6, "改建门卫室", passed=False, published_on=day, annulled=False),
    )
    calendar = _LOADED.find("disclosure-calendar", DisclosureCalendar, on=DAY)
    lines = affair_lines(Affairs(meetings=2, decided=decided), calendar)
    at = next(number for number, line in enumerate(lines) if line["code"] == "decisions")
    assert [(line["code"], line["said"], line["values"]) for line in lines[at + 1 : at + 4]] == [
        ("vote-4", "vote.passed", {"day": "2026-08-03"}),
        ("vote-5", "vote.annulled", {"day": "2026-08-03"}),
        ("vote-6", "vote.failed", {"day": "2026-08-03"}),
    ]


WHOLE = Affairs(
    company="大地物业公司", since=date(2025, 1, 1), manager_since=date(2026, 2, 1), services="保洁、绿化",
    service_grade="二级", fee_fen=180,
    reports=Reports(9, 7, (8, 9), (6, 7), (1, 2), 3), spaces=40,
    parking=(ParkingTerms(5, "东侧路面", 30_000, "每月"),),
    adopted=(CommitteeDecision(9, "2026年预算", date(2026, 9, 20)),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("affairs", "told"),
    [
        (
            WHOLE,
            {
                "company": "大地物业公司，合同自2025-01-01起", "manager": "负责人自2026-02-01起任职",
                "services": "合同约定的服务事项：保洁、绿化",
                "quality": "合同约定的服务等级：二级",
                "charges": "物业服务费", "prices": "物业服务费每月每平方米1.80元", "spaces": "房屋登记有40个车位",
                "parking-5": "每月300.00元", "adopted-9": "业主委员会会议通过，2026-09-20",
            },
        ),
        (
            Affairs(company="大地物业公司", since=date(2025, 1, 1)),
            {
                "manager": "没有登记负责人，由大地物业公司报主管部门登记",
                "services": "合同没有登记服务事项，由大地物业公司报主管部门登记",
                "quality": "合同没有登记服务等级，由大地物业公司报主管部门登记",
                "charges": "合同没有登记收费项目，由大地物业公司报主管部门登记",
                "prices": "合同没有登记收费标准，由大地物业公司报主管部门登记",
                "spaces": "房屋登记没有车位；车位数由社区核对登记", "committee": "没有在任的业主委员会",
            },
        ),
        (Affairs(), dict.fromkeys(("company", "manager", "services", "prices"), "没有在管的物业服务企业")),
    ],
)  # fmt: skip
def test_every_affair_is_told_or_who_has_to_enter_it(affairs: Affairs, told: dict[str, str]) -> None:
    calendar = _LOADED.find("disclosure-calendar", DisclosureCalendar, on=DAY)
    lines = {line["code"]: line for line in affair_lines(affairs, calendar)}
    assert {one.code for one in calendar.affair} <= set(lines)
    assert {code: SAID_TEXTS[lines[code]["said"]].format(**lines[code]["values"]) for code in told} == told


def test_performance_is_told_by_more_than_how_many_came() -> None:
    calendar = _LOADED.find("disclosure-calendar", DisclosureCalendar, on=DAY)
    lines = {line["code"]: line for line in affair_lines(WHOLE, calendar)}
    assert {code: (line["count"], line["of"]) for code, line in lines.items() if "count" in line} == {
        "performance": (9, None), "in_time": (7, 9), "accepted": (8, 9), "handled": (6, 7), "found_false": (1, 2),
        "repeated": (3, None), "decisions": (0, None),
    }  # fmt: skip
    assert {code for code, line in lines.items() if line.get("of") is not None} == set(COUNTED_TEXTS)
