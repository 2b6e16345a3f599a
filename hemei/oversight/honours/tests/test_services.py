"""Nominations, reviews, posting, objections, re-checks and targets on a real database, with what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from hemei.ground.clocks import queries as clocks
from hemei.ground.companies import services as companies
from hemei.ground.people.tests.factories import SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.oversight.honours import queries, services
from hemei.oversight.honours.queries import Ground, Kind, State
from hemei.oversight.honours.tests.conftest import NOW, TODAY, Honour

if TYPE_CHECKING:
    from collections.abc import Callable

    from hemei.kernel.actor import Actor

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=10)
A_YEAR = LATER + timedelta(days=370)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.decision.reasons[0].code


def state(honour: Honour, number: int) -> State:
    page = honour.page(number)
    assert page is not None
    return page.row.state


def seen(actor: Actor) -> list[int]:
    with records.acting(actor):
        return [row.id for row in queries.nominations(queries.NominationFilter(), actor=actor)]


def test_an_estate_is_nominated_only_for_what_it_has(honour: Honour) -> None:
    assert refused(lambda: honour.nominate(Kind.MECHANISM)) == "no_mechanism"
    assert refused(lambda: honour.nominate(Kind.COMMITTEE)) == "no_committee"
    assert refused(lambda: honour.nominate(Kind.COMPANY_SERVICE)) == "no_project"
    assert refused(lambda: honour.nominate(Kind.MECHANISM, actor=honour.bureau)) == "role"
    assert refused(lambda: honour.nominate(Kind.MECHANISM, "远山小区")) == "estate"  # another street's
    honour.establish()
    honour.elect(filed=None)
    project = honour.manage()
    assert refused(lambda: honour.nominate(Kind.COMMITTEE)) == "unfiled"
    assert refused(lambda: honour.nominate(Kind.COMMITTEE, actor=honour.company)) == "nominator"
    assert refused(lambda: honour.nominate(Kind.MECHANISM, statement="好")) == "statement"
    assert refused(lambda: honour.nominate(Kind.DEMONSTRATION)) == "nominator"
    number = honour.nominate(Kind.MECHANISM)
    assert refused(lambda: honour.nominate(Kind.MECHANISM)) == "twin"
    other = honour.nominate(Kind.MECHANISM, "蓝天小区")  # the same mechanism may be shown elsewhere too
    own = honour.nominate(Kind.COMPANY_SERVICE, actor=honour.company)
    assert seen(honour.street) == [own, other, number]
    assert seen(honour.company) == [own]
    assert seen(honour.side.quarter.foreign) == []
    with records.acting(SYSTEM):
        (event,) = [
            one
            for one in record.history(stream=f"honours.nomination:{own}")
            if one.type == "honours.nomination_made"
        ]
        assert set(event.data) == {"kind", "estate", "shown", "statement", "said"}
        assert event.data["shown"] == project


def test_a_company_nominates_what_it_manages_and_nothing_else(honour: Honour) -> None:
    honour.manage()
    stranger = honour.side.town.actor(honour.company.role, "340100", "远山物业公司", "张三", account=1)
    assert refused(lambda: honour.nominate(Kind.COMPANY_SERVICE, actor=stranger)) == "estate"
    number = honour.nominate(Kind.COMPANY_SERVICE, actor=honour.company)

    def take_back(actor: Actor) -> None:
        with records.acting(actor):
            services.take_back(actor=actor, now=NOW, nomination_id=number)

    assert refused(lambda: take_back(honour.street)) == "not_own"
    assert refused(lambda: take_back(stranger)) == "not_found"
    take_back(honour.company)
    assert refused(lambda: take_back(honour.company)) == "state"
    assert honour.nominate(Kind.COMPANY_SERVICE, actor=honour.company) > number  # and may think again


def test_a_group_reviews_many_at_once_and_each_by_itself(honour: Honour) -> None:
    honour.establish()
    honour.elect()
    honour.manage()
    first, second = honour.nominate(Kind.MECHANISM), honour.nominate(Kind.COMMITTEE)
    project = honour.nominate(Kind.DEMONSTRATION, actor=honour.company)
    assert refused(lambda: honour.review(first, members=("party", "housing"))) == "too_few"
    assert refused(lambda: honour.review(first, members=("nobody",))) == "members"
    assert refused(lambda: honour.review(first, held_on=TODAY + timedelta(days=1))) == "day"
    assert refused(lambda: honour.review(first, project)) == "not_visited"
    assert state(honour, first) is State.NOMINATED  # all or none
    with pytest.raises(Refused), records.acting(honour.street):
        services.hold_review(
            actor=honour.street, now=NOW, session=services.Session(held_on=TODAY, members=(), verdicts=())
        )
    assert refused(lambda: honour.visit(project, members=("trade",))) == "too_few"
    honour.visit(project, in_order=False)
    assert refused(lambda: honour.review(project)) == "visit_failed"
    honour.visit(project)
    assert honour.review(first, second, project) == {first: True, second: True, project: True}
    assert refused(lambda: honour.review(first)) == "state"
    other = honour.nominate(Kind.MECHANISM, "蓝天小区")
    assert honour.review(other, agree=3) == {other: False}
    assert state(honour, other) is State.DECLINED
    assert refused(lambda: honour.post(other)) == "state"
    assert refused(lambda: honour.nominate(Kind.MECHANISM, "蓝天小区")) == "again"
    page = honour.page(project)
    assert page is not None
    assert [(one.stage.value, one.passed) for one in page.reviews] == [
        ("visit", False), ("visit", True), ("group", True),
    ]  # fmt: skip
    assert page.reviews[-1].found == "材料齐全"


def test_what_is_posted_hangs_out_for_five_working_days_and_is_then_published(honour: Honour) -> None:
    honour.establish()
    number = honour.nominate(Kind.MECHANISM)
    assert refused(lambda: honour.post(number)) == "state"
    honour.review(number)
    assert honour.post(number) == date(2026, 11, 9)
    with records.as_public():
        (row,) = queries.posted(TODAY)
        assert (row.id, row.kind, row.estate, row.ends_on) == (
            number,
            Kind.MECHANISM,
            "绿地小区",
            date(2026, 11, 9),
        )
        assert queries.published() == []
    assert refused(lambda: honour.publish(number, now=NOW + timedelta(days=7))) == "posting"
    honour.publish(number, now=NOW + timedelta(days=8))
    with records.as_public():
        assert [row.valid_from for row in queries.published(kind=Kind.MECHANISM, text="绿地")] == [
            date(2026, 11, 10)
        ]
        assert queries.posted(TODAY) == []
    with records.acting(SYSTEM):
        (clock,) = clocks.deadlines_of(stream=f"honours.nomination:{number}")
        assert (clock.kind, clock.due_at.date()) == ("honours_recheck", date(2027, 11, 10))
        assert [row.id for row in queries.exemplars(Kind.MECHANISM, date(2026, 11, 10))] == [number]
        assert queries.exemplars(Kind.MECHANISM, date(2026, 11, 9)) == []


def test_an_objection_is_answered_before_publication_and_one_that_is_right_strikes(honour: Honour) -> None:
    honour.establish()
    honour.elect()
    first, second = honour.nominate(Kind.MECHANISM), honour.nominate(Kind.COMMITTEE)
    assert refused(lambda: honour.object(first)) == "not_found"  # nothing hangs out yet
    honour.review(first, second)
    honour.post(first, second)
    assert refused(lambda: honour.object(first, actor=honour.bureau)) == "role"
    assert refused(lambda: honour.object(first, text="不")) == "reason"
    one = honour.object(first)
    two = honour.object(second)
    assert refused(lambda: honour.object(first)) == "twin"
    assert refused(lambda: honour.object(first, now=LATER, actor=honour.street)) == "closed"
    assert refused(lambda: honour.publish(first, now=LATER)) == "objections"
    page, bureau = honour.page(first, honour.street), honour.page(first)
    assert page is not None
    assert bureau is not None
    assert (page.objected, page.objections) == (1, ())  # the street reads neither words nor name
    assert [found.text for found in bureau.objections] == ["常年不开会"]

    def answer(number: int, *, upheld: bool, text: str = "会议记录齐全，不成立") -> None:
        with records.acting(honour.bureau):
            services.answer_objection(
                actor=honour.bureau, now=NOW, objection_id=number, upheld=upheld, answer=text
            )

    assert refused(lambda: answer(one, upheld=False, text="")) == "reason"
    answer(one, upheld=False)
    assert refused(lambda: answer(one, upheld=True)) == "state"
    answer(two, upheld=True)
    assert state(honour, second) is State.STRUCK
    honour.publish(first, now=LATER)
    with records.acting(SYSTEM):
        assert {clock.state for clock in clocks.deadlines_of(stream=f"honours.objection:{one}")} == {"met"}


def test_each_year_it_is_looked_at_again_and_what_fails_is_withdrawn(honour: Honour) -> None:
    honour.establish()
    honour.elect()
    good, bad = honour.honour(Kind.MECHANISM), honour.honour(Kind.COMMITTEE)
    assert refused(lambda: honour.recheck(good, LATER)) == "day"
    honour.recheck(good, A_YEAR)
    assert refused(lambda: honour.recheck(good, A_YEAR)) == "day"
    assert refused(lambda: honour.recheck(bad, A_YEAR, passed=False)) == "reason"
    honour.recheck(bad, A_YEAR, passed=False, found="半年没有公开收支")
    page = honour.page(bad)
    assert page is not None
    assert (page.row.state, page.row.ground, page.row.valid_until) == (
        State.WITHDRAWN, "recheck", A_YEAR.date(),
    )  # fmt: skip
    assert page.recheck_due_at is None
    with records.acting(SYSTEM):
        states = [clock.state for clock in clocks.deadlines_of(stream=f"honours.nomination:{good}")]
        assert sorted(states) == ["missed", "running"]  # five days late, and the next year runs
        assert [row.id for row in queries.exemplars(Kind.COMMITTEE, A_YEAR.date())] == []
        assert [row.id for row in queries.exemplars(Kind.COMMITTEE, A_YEAR.date() - timedelta(days=1))] == [
            bad
        ]

    def withdraw(number: int, ground: Ground, on: date, reason: str = "有查实的问题") -> None:
        with records.acting(honour.bureau):
            services.withdraw(
                actor=honour.bureau, now=A_YEAR, nomination_id=number, ground=ground, on=on, reason=reason
            )

    assert refused(lambda: withdraw(good, Ground.RECHECK, A_YEAR.date())) == "ground"
    assert refused(lambda: withdraw(good, Ground.CONDUCT, A_YEAR.date(), "")) == "reason"
    withdraw(good, Ground.CONDUCT, A_YEAR.date())
    assert refused(lambda: withdraw(good, Ground.CONDUCT, A_YEAR.date())) == "state"
    with records.acting(SYSTEM):
        assert [clock.state for clock in clocks.deadlines_of(stream=f"honours.nomination:{good}")][
            -1
        ] == "cancelled"


def test_all_three_together_follows_from_the_lists(honour: Honour) -> None:
    honour.establish()
    honour.elect()
    project = honour.manage()
    number = honour.honour(Kind.MECHANISM)
    honour.honour(Kind.COMMITTEE)
    honour.honour(Kind.MECHANISM, "蓝天小区")

    def lines(on: date) -> dict[str, bool]:
        with records.acting(honour.street):
            rows = queries.estate_lines(actor=honour.street, on=on)
            together = queries.estate_lines(actor=honour.street, on=on, which="all")
        assert [row.name for row in together] == [row.name for row in rows if row.together]
        return {row.name: row.together for row in rows}

    day = LATER.date()
    assert lines(day) == {"绿地小区": False, "蓝天小区": False}
    honour.honour(Kind.COMPANY_SERVICE, actor=honour.company)
    assert lines(day) == {"绿地小区": True, "蓝天小区": False}
    assert lines(day - timedelta(days=1)) == {}
    with records.acting(SYSTEM):
        companies.end_project(actor=SYSTEM, now=LATER, project_id=project, day=day)
    assert lines(day)["绿地小区"] is False  # the company is gone, whatever the list says
    with records.acting(honour.bureau):
        services.withdraw(
            actor=honour.bureau, now=A_YEAR, nomination_id=number, ground=Ground.CONDUCT,
            on=day + timedelta(days=1), reason="机制停摆",
        )  # fmt: skip
    with records.acting(honour.street):
        (row,) = queries.estate_lines(actor=honour.street, on=A_YEAR.date(), text="绿地")
    assert (row.mechanism, row.committee) == (None, day)


def test_a_target_is_set_corrected_and_measured_from_records(honour: Honour) -> None:
    street, today = honour.side.town.place("340102001"), TODAY
    path = honour.side.town.path("340102001")

    def aim(value: Fraction, actor: Actor | None = None, **more: int | str) -> None:
        who = actor or honour.bureau
        draft = services.TargetDraft(
            int(more.get("place", street)),
            int(more.get("year", 2026)),
            str(more.get("measure", "managed")),
            value,
        )
        with records.acting(who):
            services.set_targets(actor=who, now=NOW, drafts=[draft])

    assert refused(lambda: aim(Fraction(1, 2), honour.street)) == "role"
    assert refused(lambda: aim(Fraction(1, 2), year=2027)) == "year"
    assert refused(lambda: aim(Fraction(3, 2))) == "value"
    assert refused(lambda: aim(Fraction(1, 2), measure="nothing")) == "measure"
    assert refused(lambda: aim(Fraction(1, 2), place=honour.side.town.place("340102"))) == "street"
    plan = queries.harmonious_plan(today)
    assert plan is not None

    def line() -> queries.TargetLine:
        with records.acting(honour.street):
            rows = queries.street_plan(street, path, plan, actor=honour.street, year=2026, now=NOW)  # type: ignore[arg-type]
        return next(row for row in rows if row.measure.code == "managed")

    assert (line().target, line().met, line().reached.tally.of) == (None, None, 2)
    aim(Fraction(9, 10))
    aim(Fraction(1, 2))
    assert (line().target, line().met) == (Fraction(1, 2), False)
    honour.manage()
    assert (line().reached.value, line().met) == (Fraction(1, 2), True)
    with records.acting(honour.street):
        assert queries.targets(actor=honour.street, year=2026) == [(street, "managed")]
        (row,) = [found for found in queries.plan_streets(actor=honour.street, year=2026) if found.targets]
        assert row.name == "明光路街道"
    with records.acting(honour.side.quarter.foreign):
        assert queries.targets(actor=honour.side.quarter.foreign, year=2026) == []


def test_every_measure_of_the_plan_is_counted_from_somewhere() -> None:
    from hemei.oversight.honours.queries.measures import SOURCES

    plan = queries.harmonious_plan(TODAY)
    assert plan is not None
    assert {measure.measured_by for measure in plan.measure} <= set(SOURCES)
