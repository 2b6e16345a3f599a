"""Rounds on a real database: who may judge, what counts, who sees what when, objections, what follows."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.models import Mark
from hemei.oversight.assessment.rules.conflict import Tie
from hemei.oversight.assessment.rules.words import Party, Stage
from hemei.oversight.assessment.services import MarkDraft
from hemei.oversight.assessment.tests.conftest import CITY, COUNTY, LATER, SINCE, STREET, UNTIL, Bench

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db
STREETS, MECHANISMS = "street-evaluation", "three-in-one-standard"


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return next(reason.code for reason in caught.value.decision.reasons if reason.code)


def test_a_round_is_opened_by_who_may_judge_these_subjects_and_only_once(bench: Bench) -> None:
    assert refused(lambda: bench.open(STREETS, bench.street, STREET)) == "role"
    assert refused(lambda: bench.open(MECHANISMS, bench.street, CITY)) == "place"
    assert refused(lambda: bench.open(MECHANISMS, bench.community, STREET)) == "role"
    assert refused(lambda: bench.open("no-such")) == "role"
    assert refused(lambda: bench.open(STREETS, period_until=SINCE)) == "period"
    assert refused(
        lambda: bench.open(STREETS, period_from=date(2017, 1, 1), period_until=date(2018, 1, 1))
    ) == ("standard")
    number = bench.open(STREETS)
    assert refused(lambda: bench.open(STREETS)) == "twin"
    assert bench.do(bench.city, services.enter_subjects, round_id=number) == 3
    assert bench.do(bench.city, services.enter_subjects, round_id=number) == 0
    assert set(bench.entries(number)) == {"明光路街道", "逍遥津街道", "三里庵街道"}
    foreign = [bench.town.place("340104001001")]
    here = bench.open(MECHANISMS, bench.street, STREET)
    enter = services.enter_subjects
    assert refused(lambda: bench.do(bench.street, enter, round_id=here, subject_ids=foreign)) == "subjects"
    assert refused(lambda: bench.do(bench.county, enter, round_id=here)) == "not_found"
    with records.acting(SYSTEM):
        events = [event.type for event in record.history(stream=f"assessment.round:{number}")]
    assert events == ["assessment.round_opened", "assessment.subjects_entered", "assessment.subjects_entered"]


def test_nobody_judges_a_former_employer_whatever_he_declares_or_hides(bench: Bench) -> None:
    number, town = bench.entered(STREETS), bench.town
    town.person("former", COUNTY)
    since = NOW.date() - timedelta(days=900)
    office = town.appoint("former", "明光路街道办", Role.STREET_CLERK, since)
    assert refused(lambda: bench.judge(number, who="former")) == "conflict"  # he still serves there
    people.end_appointment(
        actor=SYSTEM, now=NOW, appointment_id=office, valid_until=NOW.date() - timedelta(days=200)
    )
    with pytest.raises(Refused) as caught:
        bench.judge(number, who="former")
    words = str(caught.value)
    assert "明光路街道" in words
    assert "应当回避" in words
    other = bench.entries(number)["三里庵街道"].pk
    assert bench.judge(number, who="former", entries=[other])  # of others he may
    near = town.bodies["明光路街道办"]
    assert refused(lambda: bench.judge(number, ties=[Tie(near, relative=True)])) == "conflict"
    assert bench.judge(number)
    assert refused(lambda: bench.judge(number)) == "twin"
    assert refused(lambda: bench.judge(number, bench.county)) == "not_found"
    assert refused(lambda: bench.judge(number, who="owner", party=Party.OWNERS)) == "owner"


def test_a_tie_that_comes_up_later_bars_the_mark(bench: Bench) -> None:
    number = bench.entered(STREETS)
    bench.judge(number)
    bench.town.appoint("office", "明光路街道办", Role.STREET_CLERK, NOW.date())
    one = bench.entries(number)["明光路街道"].pk
    draft = MarkDraft(entry_id=one, item="budget_paid", value=Fraction(1))
    mark = services.mark_items
    assert refused(lambda: bench.do(bench.office, mark, round_id=number, marks=[draft])) == "conflict"


def test_only_an_assessor_marks_and_his_last_mark_counts(bench: Bench) -> None:
    number = bench.entered(STREETS)
    one = bench.entries(number)["明光路街道"].pk

    def mark(actor: Actor, item: str = "budget_paid", value: str = "1", note: str = "") -> int:
        draft = MarkDraft(entry_id=one, item=item, value=Fraction(value), note=note)
        return int(bench.do(actor, services.mark_items, round_id=number, marks=[draft]))

    assert refused(lambda: mark(bench.office)) == "not_found"
    assert refused(lambda: mark(Actor(Role.COMPANY_MANAGER, person_id=1))) == "role"
    bench.judge(number)
    assert refused(lambda: mark(bench.office, "organisation_office")) == "filled"
    assert refused(lambda: mark(bench.office, value="1/3")) == "scale"
    assert refused(lambda: mark(bench.office, value="0")) == "why"
    mark(bench.office, value="0", note="没有拨付")
    mark(bench.office, value="1/2", note="拨付一半")
    bench.do(bench.city, services.settle_round, round_id=number, with_gaps=True)
    assert refused(lambda: mark(bench.office)) == "stage"
    with records.acting(SYSTEM):
        assert Mark.objects.filter(entry_id=one).count() == 2  # history stays
        row = queries.entry(one, actor=SYSTEM)
        [first, _second] = [
            event for event in record.history(stream=f"assessment.entry:{one}")
            if event.type == "assessment.entry_marked"
        ]  # fmt: skip
    assert row is not None
    line = next(line for line in row.lines if line["code"] == "budget_paid")
    assert (line["num"], line["den"]) == (1, 2)
    assert set(first.data) == {"assessor", "marks"}  # no word of the note


def test_before_publication_only_organiser_assessor_and_subject_see_anything(bench: Bench) -> None:
    number = bench.entered(STREETS)
    bench.judge(number, entries=[bench.entries(number)["明光路街道"].pk])
    bureau_of_county = bench.county

    def sees(actor: Actor) -> tuple[int, list[str], int]:
        with records.acting(actor):
            rows = queries.entries(actor=actor, round_id=number)
            scored = sum(row.points is not None for row in rows)
            return len(queries.rounds(actor=actor)), [row.name for row in rows], scored

    assert sees(bench.city) == (1, ["明光路街道", "逍遥津街道", "三里庵街道"], 0)
    assert sees(bench.office) == (1, ["明光路街道"], 0)
    assert sees(bench.street) == (0, [], 0)
    assert sees(bureau_of_county) == (0, [], 0)
    bench.do(bench.city, services.settle_round, round_id=number, with_gaps=True)
    assert sees(bench.city)[2] == 3
    assert sees(bench.office) == (1, ["明光路街道"], 0)  # who judged does not read what others gave
    assert sees(bench.street) == (1, ["明光路街道"], 1)
    assert sees(bureau_of_county) == (0, [], 0)
    assert queries.ranking(number) == []
    bench.do(bench.city, services.post_round, round_id=number)
    publish = services.publish_round
    assert refused(lambda: bench.do(bench.city, publish, round_id=number)) == "posting"
    bench.do(bench.city, publish, at=LATER, round_id=number)
    with records.as_public():
        assert len(queries.ranking(number)) == 3


def test_an_objection_is_heard_once_and_an_upheld_one_changes_score_and_rank(bench: Bench) -> None:
    number = bench.entered(STREETS)
    bench.judge(number)
    bench.mark_all(number, bench.office)
    own = bench.entries(number)["明光路街道"]
    bench.do(
        bench.office, services.mark_items, round_id=number,
        marks=[MarkDraft(entry_id=own.pk, item="budget_paid", value=Fraction(0), note="没有拨付")],
    )  # fmt: skip
    bench.do(bench.city, services.settle_round, round_id=number)

    def file(item: str = "budget_paid", actor: Actor = bench.street, text: str = "已经拨付，凭证在此") -> int:
        act = services.object_to_mark
        return int(bench.do(actor, act, entry_id=own.pk, item=item, text=text))

    assert refused(file) == "stage"
    bench.do(bench.city, services.post_round, round_id=number)
    assert refused(lambda: file(actor=bench.community)) == "not_found"
    assert refused(lambda: file(text="错")) == "text"
    assert refused(lambda: file("nowhere")) == "item"
    objection = file()
    assert refused(file) == "again"
    assert bench.entries(number)["明光路街道"].rank == 3

    def decide(value: str | None = "1", actor: Actor = bench.city) -> None:
        bench.do(
            actor, services.decide_objection, objection_id=objection, upheld=True, text="凭证属实",
            value=Fraction(value) if value else None,
        )  # fmt: skip

    assert refused(lambda: decide(actor=bench.county)) == "not_found"
    assert refused(lambda: decide(None)) == "value"
    publish = services.publish_round
    assert refused(lambda: bench.do(bench.city, publish, at=LATER, round_id=number)) == "objections"
    decide()
    assert refused(decide) == "state"
    ranks = {name: entry.rank for name, entry in bench.entries(number).items()}
    # 逍遥津 has no estate whose board could be missing; the other two are level again.
    assert ranks == {"逍遥津街道": 1, "明光路街道": 2, "三里庵街道": 2}
    row = bench.entries(number)["明光路街道"]
    bench.do(bench.city, publish, at=LATER, round_id=number)
    assert refused(lambda: file("whistles_found")) == "stage"
    with records.acting(SYSTEM):
        told = [event for event in record.history(stream=row.stream) if "objection" in event.type]
    assert [event.type for event in told] == ["assessment.objection_filed", "assessment.objection_decided"]
    assert told[0].standards[0]["standard"] == "assessment-rules"
    assert "凭证" not in str([event.data for event in told])


def test_years_stand_side_by_side_and_the_latest_result_of_a_day_is_found(bench: Bench) -> None:
    for low, since, until in ((["budget_paid"], date(2024, 11, 1), SINCE), ([], SINCE, UNTIL)):
        second = bench.entered(STREETS, period_from=since, period_until=until)
        bench.judge(second)
        bench.mark_all(second, bench.office, low=low)
        bench.published(second)
    near = bench.town.place(STREET)
    now, before = queries.history_of("street", near, STREETS)
    assert (now.period_until, before.period_until) == (UNTIL, SINCE)
    change = queries.compared(before, now).change
    assert change is not None
    assert change > 0
    assert queries.latest("street", near, STREETS, LATER.date()) == now
    assert queries.latest("street", near, STREETS, NOW.date()) is None
    assert len(queries.results(STREETS, LATER.date())) == 3
    assert [one.subject_id for one in queries.ranking(second, within=bench.town.path(STREET))] == [near]


def test_a_round_that_is_called_off_stays_on_record_and_may_be_opened_again(bench: Bench) -> None:
    number = bench.open(STREETS)
    cancel = services.cancel_round
    assert refused(lambda: bench.do(bench.city, cancel, round_id=number, reason="错")) == "reason"
    bench.do(bench.city, cancel, round_id=number, reason="评价期写错了")
    assert refused(lambda: bench.do(bench.city, services.enter_subjects, round_id=number)) == "stage"
    bench.open(STREETS)
    with records.acting(bench.city):
        assert [row.stage for row in queries.rounds(actor=bench.city)] == [Stage.OPEN, Stage.CANCELLED]


def test_how_often_a_subject_is_checked_is_set_once_a_reason_and_the_latest_holds(bench: Bench) -> None:
    near = bench.town.place(STREET)

    def set_it(every: int, since: date, actor: Actor = bench.city, reason: str = "信用等级D") -> int:
        return int(
            bench.do(
                actor, services.set_check_frequency, subject_kind="street", subject_id=near, every=every, since=since,
                reason=reason,
            )
        )  # fmt: skip

    assert refused(lambda: set_it(3, UNTIL, bench.street)) == "role"
    assert refused(lambda: set_it(0, UNTIL)) == "every"
    first = set_it(3, SINCE)
    assert set_it(6, SINCE) == first  # asked again, nothing is set twice
    set_it(12, UNTIL, reason="信用等级AAA")
    with records.acting(bench.city):
        assert queries.check_frequencies("street", [near], UNTIL - timedelta(days=1))[near].every == 3
        assert queries.check_frequencies("street", [near], UNTIL)[near] == queries.Frequency(
            12, "信用等级AAA"
        )
        assert queries.check_frequencies("street", [near], SINCE - timedelta(days=1)) == {}


def test_the_city_may_not_issue_a_standard_whose_weights_do_not_add_up(bench: Bench) -> None:
    with records.acting(SYSTEM):
        text = next(
            found.text for found in record.standards().documents if found.head.name == "committee-evaluation"
        )
    broken = text.replace("weight = 8", "weight = 9", 1)
    issue = records.Issue(
        name="committee-evaluation", day=date(2027, 1, 1), toml=broken, reason="本市另定分值",
    )  # fmt: skip
    with pytest.raises(Refused, match="权重合计是21，这一部分的权重是20"):
        bench.do(bench.city, people.try_standard, issue=issue)
