"""Third-party assessment on the real database: list, draw, plan, visit, review, survey, agreement."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.models import Assessor, Entry, Mark, Sample, SampledProject, SurveyUnit, Visit
from hemei.oversight.assessment.rules.kit_words import Fate, ReviewOutcome
from hemei.oversight.assessment.rules.sample import commitment_to, list_digest
from hemei.oversight.assessment.tests.kit_town import (
    DAY,
    SEED,
    START,
    Kit,
    photo,
    without,
)
from hemei.oversight.assessment.tests.test_rules_kit import ITEMS

pytestmark = pytest.mark.usefixtures("kit")


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.decision.reasons[0].code


# --- the contract --------------------------------------------------------------------------------
def test_a_contract_needs_a_supplier_a_price_and_a_number_of_its_own(kit: Kit) -> None:
    draft = services.ContractDraft(
        kit.town.bodies["评估公司"], "HF-2026-01", "全市物业项目现场检查", 100, date(2026, 9, 1), date(2026, 10, 1),
        date(2027, 10, 1),
    )  # fmt: skip
    for changes, code in (
        ({}, "twice"),
        ({"supplier_id": kit.town.bodies["大地物业公司"]}, "supplier"),
        ({"price_fen": 0}, "price"),
    ):
        with pytest.raises(Refused) as refused:
            kit.do(kit.buyer, services.record_contract, draft=replace(draft, **changes))
        assert code_of(refused) == code
    assessor = next(iter(kit.assessors.values()))
    with pytest.raises(Refused) as refused:
        kit.do(assessor, services.record_contract, draft=replace(draft, number="HF-2026-02"))
    assert code_of(refused) == "role"


# --- the sample ----------------------------------------------------------------------------------
def test_the_list_stands_before_the_seed_and_is_drawn_from_once(kit: Kit) -> None:
    round_id = kit.open()
    sample = kit.listed(round_id)
    with records.acting(SYSTEM):
        row = Sample.objects.get(pk=sample)
        lines = list(SampledProject.objects.filter(sample=row).values_list("stratum", "key"))
    assert len(lines) == 8
    assert row.digest == list_digest(lines)
    assert row.commitment == commitment_to(row.secret)
    assert {stratum for stratum, _ in lines} == {"瑶海区", "蜀山区"}
    with pytest.raises(Refused) as refused:
        kit.do(kit.buyer, services.plan_visits, sample_id=sample, appointment_ids=sorted(kit.assessors))
    assert code_of(refused) == "not_drawn"
    assert kit.do(kit.buyer, services.draw_sample, sample_id=sample, seed=SEED) == 4
    with records.acting(SYSTEM):
        assert Entry.objects.filter(round_id=round_id).count() == 4
    with pytest.raises(Refused) as refused:
        kit.do(kit.buyer, services.draw_sample, sample_id=sample, seed="另一个种子 123")
    assert code_of(refused) == "drawn"
    with records.acting(SYSTEM):
        events = [event.type for event in record.history(stream=row.stream)]
    assert events == ["assessment.sample_listed", "assessment.sample_drawn"]
    with pytest.raises(IntegrityError), transaction.atomic(), records.acting(SYSTEM):
        Sample.objects.filter(pk=sample).update(drawn_at=NOW - DAY)


@pytest.mark.parametrize(
    ("size", "contract", "code"), [(1, True, "size"), (9, True, "size"), (4, False, "contract")]
)
def test_a_list_needs_a_contract_and_a_size_that_fits(kit: Kit, size: int, contract: bool, code: str) -> None:  # noqa: FBT001
    round_id = kit.open()
    with pytest.raises(Refused) as refused:
        kit.do(
            kit.buyer, services.fix_list, round_id=round_id, contract_id=kit.contract if contract else 0,
            by=("county",), size=size,
        )  # fmt: skip
    assert code_of(refused) == code


def test_visits_go_to_everybody_once_and_a_share_again_to_somebody_else(kit: Kit) -> None:
    round_id, sample = kit.planned(8)
    with records.acting(SYSTEM):
        rows = list(Visit.objects.filter(entry__round_id=round_id).select_related("second_of"))
    firsts = [row for row in rows if row.second_of_id is None]
    seconds = [row for row in rows if row.second_of_id is not None]
    assert len(firsts) == 8
    assert len(seconds) == 1
    assert seconds[0].second_of is not None
    assert seconds[0].entry_id == seconds[0].second_of.entry_id
    assert seconds[0].assessor_id != seconds[0].second_of.assessor_id
    with pytest.raises(Refused) as refused:
        kit.do(kit.buyer, services.plan_visits, sample_id=sample, appointment_ids=sorted(kit.assessors))
    assert code_of(refused) == "planned"


def test_nobody_goes_to_his_former_employer(kit: Kit) -> None:
    """The first assessor left one company a year ago: its projects go to the others."""
    kit.town.persons["甲"] = kit.town.persons["评估员1"]
    kit.town.appoint("甲", "大地物业公司", Role.COMPANY_MANAGER, since=date(2024, 1, 1))
    _, _ = kit.planned(8)
    first = min(kit.assessors)
    with records.acting(SYSTEM):
        went = Visit.objects.filter(assessor__appointment_id=first).values_list("entry__body_id", flat=True)
        assert went
        assert kit.town.bodies["大地物业公司"] not in set(went)


def test_where_everybody_is_barred_nothing_is_planned(kit: Kit) -> None:
    for number in range(1, 4):
        kit.town.persons["甲"] = kit.town.persons[f"评估员{number}"]
        kit.town.appoint("甲", "大地物业公司", Role.COMPANY_MANAGER, since=date(2024, 1, 1))
    round_id = kit.open()
    sample = kit.listed(round_id, 8)
    kit.do(kit.buyer, services.draw_sample, sample_id=sample, seed=SEED)
    for chosen, code in ((sorted(kit.assessors), "barred"), (sorted(kit.assessors)[:1], "assessors")):
        with pytest.raises(Refused) as refused:
            kit.do(kit.buyer, services.plan_visits, sample_id=sample, appointment_ids=chosen)
        assert code_of(refused) == code


# --- a visit -------------------------------------------------------------------------------------
def test_a_visit_comes_in_once_with_its_marks_and_photos(kit: Kit) -> None:
    kit.planned()
    visit, actor = kit.visits()[0]
    taken = kit.shots(photo(1, START + timedelta(minutes=5)), photo(2, START + timedelta(minutes=9)))
    key = str(uuid.uuid4())
    flags = kit.ends(visit, actor, kit.draft(photos=taken), key)
    assert flags == ("unproven",)
    again = kit.ends(visit, actor, kit.draft(photos=kit.shots(photo(3, START))), key)
    assert again == flags
    with records.acting(SYSTEM):
        page = queries.visit_page(visit.pk, actor=SYSTEM)
        marks = Mark.objects.filter(entry_id=visit.entry_id)
        assert marks.count() == len(ITEMS)
        assert set(marks.values_list("evidence", flat=True)) == {visit.stream}
    assert page is not None
    assert [one.time_from for one in page.photos] == ["picture", "picture"]
    assert page.photos[0].taken_at == START + timedelta(minutes=5)
    assert page.photos[0].metres is not None
    assert page.photos[0].metres < 500
    assert page.marks[0].note == "看过现场"
    with records.acting(SYSTEM):
        events = [event.type for event in record.history(stream=visit.stream)]
    assert events.count("assessment.visit_ended") == 1
    with pytest.raises(Refused) as refused:
        kit.ends(visit, actor)
    assert code_of(refused) == "twice"


def test_a_photo_from_another_year_is_refused_and_nothing_is_kept(kit: Kit) -> None:
    kit.planned()
    visit, actor = kit.visits()[0]
    shots = kit.shots(photo(1, START), photo(2, START, year=1))
    with pytest.raises(Refused) as refused:
        kit.ends(visit, actor, kit.draft(photos=shots))
    reason = refused.value.decision.reasons[0]
    assert (reason.code, reason.values["name"]) == ("taken", "1.jpg")
    with records.acting(SYSTEM):
        assert Visit.objects.get(pk=visit.pk).state == "planned"
        assert not Mark.objects.filter(entry_id=visit.entry_id).exists()


def test_a_photo_that_was_shown_before_is_found_in_another_round_and_another_estate(kit: Kit) -> None:
    kit.planned()
    (first, one), (second, other) = kit.visits()[:2]
    kit.ends(first, one, kit.draft(photos=kit.shots(photo(7, START))))
    flags = kit.ends(second, other, kit.draft(photos=kit.shots(photo(7, START + timedelta(minutes=2)))))
    assert "copied" in flags
    with records.acting(SYSTEM):
        page = queries.visit_page(second.pk, actor=SYSTEM)
        assert page is not None
        assert page.photos[0].copy_of == first.pk
        assert not Mark.objects.filter(entry_id=second.entry_id).exists()  # a question waits for a person


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("unmarked", "missing"),
        ("unexplained", "unexplained"),
        ("scale", "scale"),
        ("clock", "clock"),
        ("before", "window"),
        ("key", "key"),
    ],
)
def test_a_visit_that_cannot_be_is_refused(kit: Kit, change: str, code: str) -> None:
    kit.planned()
    visit, actor = kit.visits()[0]
    draft = kit.draft()
    first = draft.items[0]
    changed = {
        "unmarked": replace(draft, items=without(draft.items, ITEMS[0].code)),
        "unexplained": replace(draft, items=(replace(first, value=Fraction(0), note=""), *draft.items[1:])),
        "scale": replace(draft, items=(replace(first, value=Fraction(1, 3)), *draft.items[1:])),
        "clock": replace(draft, ended_at=draft.started_at),
        "before": kit.draft(start=NOW - DAY),
        "key": draft,
    }
    with pytest.raises(Refused) as refused:
        kit.ends(visit, actor, changed[change], "not a key" if change == "key" else "")
    assert code_of(refused) == code


def test_an_assessor_sees_his_own_visits_and_nothing_says_which_is_a_second_one(kit: Kit) -> None:
    kit.planned(8)
    (hidden, who), *_ = kit.visits(second=True)
    assert hidden.second_of_id is not None
    for actor in kit.assessors.values():
        with records.acting(actor):
            mine = {row.id for row in queries.my_visits(actor=actor)}
            seen = set(Visit.objects.values_list("id", flat=True))
            form = queries.my_visit(hidden.pk, actor=actor)
        assert mine == seen
        assert (hidden.pk in mine) is (actor == who)
        assert (form is not None) is (actor == who)
    stranger = Actor(role=Role.ASSESSOR, account_id=1, person_id=999_999)
    with records.acting(stranger):
        assert queries.my_visits(actor=stranger) == []
    with pytest.raises(Refused) as refused:
        kit.ends(hidden, next(one for one in kit.assessors.values() if one != who))
    assert code_of(refused) == "not_found"


# --- review and agreement ------------------------------------------------------------------------
def test_a_doubtful_visit_counts_when_a_person_upheld_it_or_is_made_again(kit: Kit) -> None:
    round_id, _ = kit.planned()
    (first, one), (second, other) = kit.visits()[:2]
    assert "short" in kit.ends(first, one, kit.draft(minutes=5))
    assert "short" in kit.ends(second, other, kit.draft(minutes=5))
    with records.acting(kit.buyer):
        assert {row.id for row in queries.visit_rows(round_id, actor=kit.buyer, flagged=True)} == {
            first.pk,
            second.pk,
        }
    later = START + DAY
    for values, code in (
        ({"outcome": ReviewOutcome.UPHELD, "note": ""}, "note"),
        ({"outcome": ReviewOutcome.REDO, "note": "照片不实", "assessor_id": second.assessor_id}, "assessor"),
    ):
        with pytest.raises(Refused) as refused:
            kit.do(kit.buyer, services.review_visit, later, visit_id=second.pk, **values)
        assert code_of(refused) == code
    kit.do(
        kit.buyer, services.review_visit, later, visit_id=first.pk, outcome=ReviewOutcome.UPHELD,
        note="已与小区核实，当天停电提前结束",
    )  # fmt: skip
    with records.acting(SYSTEM):
        assert Mark.objects.filter(entry_id=first.entry_id).count() == len(ITEMS)
        another = Assessor.objects.filter(round_id=round_id).exclude(pk=second.assessor_id).first()
    assert another is not None
    kit.do(
        kit.buyer, services.review_visit, later, visit_id=second.pk, outcome=ReviewOutcome.REDO, note="五分钟走不完",
        assessor_id=another.pk,
    )  # fmt: skip
    with records.acting(SYSTEM):
        fresh = Visit.objects.get(entry_id=second.entry_id, state="planned", second_of=None)
    assert fresh.assessor_id == another.pk
    who = kit.assessors[another.appointment_id or 0]
    kit.ends(fresh, who, kit.draft(start=later))
    with records.acting(SYSTEM):
        marks = Mark.objects.filter(entry_id=second.entry_id)
        assert set(marks.values_list("assessor_id", flat=True)) == {another.pk}
    with pytest.raises(Refused) as refused:
        kit.do(
            kit.buyer,
            services.review_visit,
            later,
            visit_id=first.pk,
            outcome=ReviewOutcome.UPHELD,
            note="再来一次",
        )
    assert code_of(refused) == "state"


def test_a_second_visit_changes_no_score_and_shows_how_far_two_agree(kit: Kit) -> None:
    round_id, _ = kit.planned(8)
    (hidden, who), *_ = kit.visits(second=True)
    first, one = next(pair for pair in kit.visits() if pair[0].pk == hidden.second_of_id)
    kit.do(SYSTEM, services.measure_agreement, round_id=round_id)
    kit.ends(first, one)
    kit.ends(hidden, who)
    kit.do(SYSTEM, services.measure_agreement, round_id=round_id)
    with records.acting(kit.buyer):
        agreed = queries.agreement_of(round_id, actor=kit.buyer, now=NOW)
        stands = queries.standings(round_id, actor=kit.buyer, now=NOW)
    assert agreed is not None
    assert (agreed.pairs, agreed.alpha, agreed.level) == (1, 1, "reliable")
    assert {one.standing.visits for one in stands} == {1}
    with records.acting(SYSTEM):
        assert Mark.objects.filter(entry_id=first.entry_id).count() == len(ITEMS)


# --- the survey ----------------------------------------------------------------------------------
def test_owners_answer_as_counts_and_a_unit_that_is_not_reached_is_replaced(kit: Kit) -> None:
    kit.planned()
    for actor in kit.assessors.values():
        with records.acting(actor):
            rows = queries.my_surveys(actor=actor)
        if rows:
            break
    with records.acting(actor):
        row, units = queries.my_survey(rows[0].id, actor=actor) or (None, [])
    assert row is not None
    assert row.size == row.households == len(units) == 6  # fewer than thirty: all
    values = [5, 5, 4, 3, 1]
    for unit, value in zip(units, values, strict=False):
        kit.do(
            actor, services.record_answer, unit_id=unit.id, fate=Fate.ANSWERED, value=value, channel="phone"
        )
    kit.do(actor, services.record_answer, unit_id=units[5].id, fate=Fate.UNREACHED)
    for number, values_, code in (
        (units[0].id, {"fate": Fate.ANSWERED, "value": 5, "channel": "phone"}, "asked"),
        (units[0].id, {"fate": Fate.ANSWERED, "value": 6, "channel": "phone"}, "value"),
        (0, {"fate": Fate.DECLINED}, "not_found"),
    ):
        with pytest.raises(Refused) as refused:
            kit.do(actor, services.record_answer, unit_id=number, **values_)
        assert code_of(refused) == code
    with records.acting(SYSTEM):
        said = queries.opinions([row.entry_id])[row.entry_id]
        assert not {"value", "answer"} & {field.name for field in SurveyUnit._meta.get_fields()}
    assert (said.answers, said.total, said.satisfied) == (5, 18, 3)
    assert said.share.of == 25
    kit.do(actor, services.close_survey, survey_id=row.id)
    with records.acting(SYSTEM):
        assert queries.survey_shares([row.entry_id])[row.entry_id] == said.share


# --- the whole way -------------------------------------------------------------------------------
def test_a_round_is_published_with_what_each_project_lost(kit: Kit) -> None:
    round_id, sample = kit.planned()
    for visit, actor in kit.visits():
        kit.ends(visit, actor)
    later = START + 2 * DAY
    with pytest.raises(Refused) as refused:
        kit.do(kit.buyer, services.open_secret, later, sample_id=sample)
    assert code_of(refused) == "posted"
    kit.do(kit.buyer, services.settle_round, later, round_id=round_id, with_gaps=True)
    kit.do(kit.buyer, services.post_round, later, round_id=round_id)
    kit.do(kit.buyer, services.open_secret, later, sample_id=sample)
    kit.do(kit.buyer, services.publish_round, later + 30 * DAY, round_id=round_id)
    with records.acting(SYSTEM):
        project = Entry.objects.filter(round_id=round_id).values_list("subject_id", flat=True)[0]
        found = queries.latest("project", project, "service-quality", on=(later + 31 * DAY).date())
        row = queries.sample_of(round_id, actor=SYSTEM)
    assert found is not None
    assert found.points > 0
    assert row is not None
    assert commitment_to(row.secret) == row.commitment
