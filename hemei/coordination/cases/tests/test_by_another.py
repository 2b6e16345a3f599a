"""Nobody judges his own work, by the services, the page and the database: heirs of bodies, one person in two posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from hemei.coordination.cases import queries
from hemei.coordination.cases.facts import ACT_OF_WORK, facts_of
from hemei.coordination.cases.models import Revisit
from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.parts import JUDGING
from hemei.coordination.cases.rules.words import EVENT_TYPES, ActName, Found, Outcome
from hemei.coordination.cases.tests.conftest import NOW, Quarter
from hemei.coordination.cases.tests.test_lots import HOUR, MONDAY, drawn, scene, solved
from hemei.coordination.cases.tests.test_pages import browser_of
from hemei.coordination.cases.tests.test_services import accepted, refused
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.models import Body
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Refused

STREET = "明光路街道办"
LATER = MONDAY + 4 * HOUR
LOOKED = acts.RecordRevisit(found=Found.TRUE, text="通道畅通")


def new_street(quarter: Quarter) -> Actor:
    """Dissolve the street and let another have its duties; return who acts for that."""
    heir = quarter.town.found("明光路新街道办", BodyKind.STREET, "340102001", Level.STREET, "ST")
    people_services.dissolve_body(
        actor=quarter.system,
        now=NOW,
        body_id=quarter.town.bodies[STREET],
        valid_until=date(2026, 11, 2),
        successor_id=heir,
    )
    with records.acting(quarter.system):
        records.deliver_pending(now=NOW)
    return replace(quarter.street, body_id=heir)


def test_a_body_is_one_with_all_it_succeeded(quarter: Quarter) -> None:
    old, heir = quarter.town.bodies[STREET], new_street(quarter).body_id or 0
    other = quarter.town.found("并入的街道办", BodyKind.STREET, "340102001", Level.STREET, "ST")
    with records.acting(quarter.system):
        Body.objects.filter(pk=other).update(successor_id=old, valid_until=date(2026, 11, 1))
    line = {old, heir, other}
    found = people.staffed_bodies(
        quarter.town.path("340102001"), date(2026, 11, 3), [BodyKind.STREET], roles=[], others=[other]
    )
    assert {one.row.id: one.line for one in found} == {heir: line, other: line}
    community = quarter.community.body_id or 0
    (alone,) = people.staffed_bodies("0.", date(2026, 11, 3), [], roles=[], others=[community])
    assert (alone.line, alone.staff) == ({community}, frozenset())


def test_the_heir_of_a_street_that_was_called_is_not_drawn_for_a_visit(quarter: Quarter) -> None:
    number = quarter.report(kind="littering")
    quarter.act(quarter.community, number, acts.Accept(kind="littering"))
    called = acts.Whistle(lead=quarter.street.body_id, text="街道统一组织清运")
    quarter.act(quarter.community, number, called)
    quarter.act(quarter.street, number, acts.Arrive(), NOW + HOUR)
    done = acts.GiveResult(outcome=Outcome.SOLVED, evidence=("photo_before_after",), text="都清了")
    quarter.act(quarter.street, number, done, NOW + HOUR, photos=[scene(31)])
    quarter.act(quarter.community, number, acts.Close(outcome=Outcome.SOLVED, text="清了"), NOW + 2 * HOUR)
    quarter.act(quarter.resident, number, acts.AcceptResult(), NOW + 3 * HOUR)
    heir = new_street(quarter)
    assert drawn() == number
    quarter.sound(number)
    with records.acting(quarter.system):
        visit = Revisit.objects.get()
        assert (visit.body_id, visit.solver_id) == (quarter.county.body_id, quarter.street.body_id)
        with pytest.raises(IntegrityError, match="cases_revisit_by_no_heir"), transaction.atomic():
            Revisit.objects.update(body_id=heir.body_id, visited_at=LATER, found=Found.TRUE)
    quarter.act(quarter.county, number, LOOKED, LATER, photos=[scene(9)])
    quarter.sound(number)


def test_beyond_the_citys_bureau_of_the_chain_its_others_are_known(quarter: Quarter) -> None:
    with records.acting(quarter.system):
        found = facts_of(scope=quarter.town.path("340102001001"), fact_on=date(2026, 11, 2), now=NOW)
    assert found.chain["city"].name == "市房产局"
    assert [one.name for one in found.beyond] == ["市应急局"]


# --- one person in two posts ---------------------------------------------------------------------
def both(quarter: Quarter, *, colleague: bool) -> tuple[Actor, Actor, Client]:
    """Return one person as the community's clerk and as the street's, with his browser at the street."""
    browser = browser_of(quarter, Role.STREET_CLERK, STREET, "340102001")
    person = quarter.town.persons[f"street_clerk {STREET}"]
    if colleague:
        quarter.town.appoint("孙甲", STREET, Role.STREET_CLERK)
    return (
        replace(quarter.community, person_id=person),
        replace(quarter.street, person_id=person),
        browser,
    )


def test_who_did_the_work_does_not_visit_it_and_his_page_says_why(quarter: Quarter) -> None:
    below, above, browser = both(quarter, colleague=True)
    number = solved(replace(quarter, community=below))
    assert drawn() == number
    with pytest.raises(Refused) as caught:
        quarter.act(above, number, LOOKED, LATER, photos=[scene(9)])
    assert refused(caught) == "own_hand"
    page = browser.get(f"/cases/{number}").text
    assert "这个案件抽中复查，不能由您来看，原因见下面" in page
    assert "您在东风社区居委会办过本案（受理），不能再由您记录复查" in page
    assert "请本单位的其他人来做" in page
    assert 'name="found"' not in page
    quarter.act(quarter.street, number, LOOKED, LATER, photos=[scene(9)])
    quarter.sound(number)


def test_where_he_is_alone_there_the_visit_is_the_countys_and_stands_on_its_desk(quarter: Quarter) -> None:
    below, _, browser = both(quarter, colleague=False)
    number = solved(replace(quarter, community=below))
    assert drawn() == number
    with records.acting(quarter.county):
        assert number in {one.number for one in queries.workbench(actor=quarter.county)}
    page = browser.get(f"/cases/{number}").text
    assert "抽中复查，请到现场" not in page
    assert 'name="found"' not in page
    quarter.act(quarter.county, number, LOOKED, LATER, photos=[scene(9)])
    quarter.sound(number)


def test_who_did_the_work_neither_extends_nor_supervises_nor_rules(quarter: Quarter) -> None:
    below, above, browser = both(quarter, colleague=True)
    here = replace(quarter, community=below)
    number = accepted(here, "group_rental")
    fire, police = quarter.fire.body_id, quarter.police.body_id
    here.act(below, number, acts.Whistle(lead=fire, text="先看消防隐患"))
    quarter.act(quarter.fire, number, acts.AskExtension(text="房东出差"))
    for act in (
        acts.Extend(text="同意"),
        acts.DeclineExtension(text="请按期办结"),
        acts.Supervise(text="请抓紧"),
    ):
        with pytest.raises(Refused) as caught:
            quarter.act(above, number, act)
        assert refused(caught) == "own_hand", act.name
    page = browser.get(f"/cases/{number}").text
    assert "不能再由您延期" in page
    assert "/extend" not in page
    quarter.act(quarter.street, number, acts.Extend(text="同意"))
    line = acts.ReturnWhistle(line="illegal_construction", text="应当由城管牵头")
    quarter.act(quarter.fire, number, line, NOW + HOUR)
    here.act(below, number, acts.Whistle(lead=police, text="请到场"), NOW + HOUR)
    quarter.act(quarter.police, number, line, NOW + HOUR)
    ruling = acts.Arbitrate(
        accepting=quarter.community.body_id, handling=fire, text="先消除消防隐患", problem="群租堵门"
    )
    with pytest.raises(Refused) as caught:
        quarter.act(above, number, ruling, NOW + HOUR)
    assert refused(caught) == "own_hand"
    quarter.act(quarter.street, number, ruling, NOW + HOUR)
    quarter.sound(number)


def test_the_database_takes_no_judgement_of_who_did_the_work(quarter: Quarter) -> None:
    below, above, _ = both(quarter, colleague=True)
    number = accepted(replace(quarter, community=below))
    row = quarter.row(number)

    def record(actor: Actor, kind: str) -> None:
        with records.acting(actor), transaction.atomic():
            records.record_event(stream=row.stream, type=kind, actor=actor, at=NOW, scope=row.scope)

    for kind in (
        "case_arbitrated",
        "limit_extended",
        "extension_declined",
        "supervision_opened",
        "revisit_recorded",
        "case_reopened",
    ):
        with pytest.raises(IntegrityError, match="cases_by_another_hand"):
            record(above, f"cases.{kind}")
    hotline = replace(quarter.hotline, person_id=below.person_id)
    with pytest.raises(IntegrityError, match="cases_by_another_hand"):
        record(hotline, "cases.result_accepted")
    record(above, "cases.comment_added")
    record(quarter.street, "cases.supervision_opened")
    record(below, "cases.limit_extended")


@pytest.mark.django_db
def test_the_guard_of_the_database_knows_the_same_work_as_the_rules() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_get_functiondef('cases_by_another_hand'::regproc)")
        work = str(cursor.fetchone()[0])
        cursor.execute("select pg_get_functiondef('cases_own_withdrawal'::regproc)")
        withdrawal = str(cursor.fetchone()[0])
        cursor.execute("select pg_get_triggerdef(oid) from pg_trigger where tgname = 'cases_by_another_hand'")
        judging = str(cursor.fetchone()[0])
    assert {kind for kind in EVENT_TYPES.values() if f"'{kind}'" in work} == set(ACT_OF_WORK)
    assert {kind for kind in EVENT_TYPES.values() if f"'{kind}'" in withdrawal} == set(ACT_OF_WORK)
    guarded = {act for act, kind in EVENT_TYPES.items() if f"'{kind}'" in judging}
    assert guarded == JUDGING | {ActName.ACCEPT_RESULT, ActName.WITHDRAW}
