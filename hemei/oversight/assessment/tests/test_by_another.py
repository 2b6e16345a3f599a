"""Nobody answers the objection to a mark he gave, nor judges the heir of whom he worked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from hemei.ground.people import services as people
from hemei.ground.people.tests.factories import NOW, SYSTEM
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.kernel.decision import Refused
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.tests.conftest import CITY, COUNTY, Bench

pytestmark = pytest.mark.django_db
STREETS = "street-evaluation"


def objected(bench: Bench, who: str = "office") -> tuple[int, int]:
    """Return a round and the objection to a mark that somebody gave."""
    number = bench.entered(STREETS)
    bench.judge(number, who=who)
    by = replace(bench.office, person_id=bench.town.persons[who])
    bench.mark_all(number, by, low=["budget_paid"])
    bench.do(bench.city, services.settle_round, round_id=number)
    bench.do(bench.city, services.post_round, round_id=number)
    entry = bench.entries(number)["明光路街道"].pk
    objection = bench.do(
        bench.street, services.object_to_mark, entry_id=entry, item="budget_paid", text="已经拨付，凭证在此"
    )
    return number, int(objection)


def test_nobody_answers_the_objection_to_a_mark_he_gave(bench: Bench) -> None:
    number, objection = objected(bench)
    both = replace(bench.city, person_id=bench.office.person_id)
    answer = {"objection_id": objection, "upheld": False, "text": "没有凭证"}
    with pytest.raises(Refused, match="这一项由您评分，不能由您答复异议"):
        bench.do(both, services.decide_objection, **answer)
    scope = bench.entries(number)["明光路街道"].scope
    with (
        records.acting(both),
        pytest.raises(IntegrityError, match="assessment_by_another_hand"),
        transaction.atomic(),
    ):
        records.record_event(
            stream="assessment.round:1", type="assessment.objection_decided", actor=both, at=NOW, scope=scope,
            data={"objection": objection},
        )  # fmt: skip
    for actor, gave in ((both, True), (bench.city, False)):
        with records.acting(actor):
            assert [one.gave for one in queries.objections(actor=actor, round_id=number)] == [gave]
    bench.do(bench.city, services.decide_objection, **answer)


def test_the_page_leads_him_to_a_colleague(bench: Bench) -> None:
    bureau = bench.side.quarter.browser(Role.CITY_BUREAU, "市房产局", CITY)
    number, objection = objected(bench, who="city_bureau 市房产局")
    home = f"/evaluations/{number}"
    page = bureau.get(home).text
    assert ("请本单位的其他人答复异议" in page, 'name="objection"' in page) == (True, False)
    refused = bureau.post(
        f"{home}/do/decide", {"objection": str(objection), "upheld": "0", "text": "没有凭证"}
    )
    assert (refused.status_code, "请本单位的其他人答复异议" in refused.text) == (422, True)


def test_nobody_judges_the_heir_of_whom_he_worked_for(bench: Bench) -> None:
    number, town = bench.entered(STREETS), bench.town
    town.person("former", COUNTY)
    left, heir = NOW.date() - timedelta(days=200), town.bodies["明光路街道办"]
    office = town.appoint("former", "逍遥津街道办", Role.STREET_CLERK, NOW.date() - timedelta(days=900))
    people.end_appointment(actor=SYSTEM, now=NOW, appointment_id=office, valid_until=left)
    own = bench.entries(number)["明光路街道"].pk
    assert bench.judge(number, who="former", entries=[own])
    people.dissolve_body(
        actor=SYSTEM, now=NOW, body_id=town.bodies["逍遥津街道办"], valid_until=NOW.date(), successor_id=heir
    )
    draft = services.MarkDraft(entry_id=own, item="budget_paid", value=Fraction(1))
    former = replace(bench.office, person_id=town.persons["former"])
    with pytest.raises(Refused, match="应当回避"):
        bench.do(former, services.mark_items, round_id=number, marks=[draft])
