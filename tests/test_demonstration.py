"""The demonstration city as it is built: whole, sound, every figure from records."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from hemei.kernel.actor import Role
from hemei.project.demonstration.scale import SMALL, Scale
from tests import city_figures, city_money, prebuilt

NOW = prebuilt.NOW
PHONE_SHAPE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
TINY = Scale(estates=7, units=80, companies=2, residents=8, cases=40, communities=4)


@pytest.fixture
def whole(_template: str, django_db_setup, django_db_blocker, settings, tmp_path: Path) -> Iterator[Path]:
    """A small city as of a day in November; the folder holds its media and what it published."""
    from conftest import own_copy
    from hemei.ground.records import standards

    settings.VAULT_KEY, state = "7" * 64, prebuilt.folder(prebuilt.WHOLE)
    ahead = prebuilt.stands(prebuilt.WHOLE)
    with own_copy(prebuilt.WHOLE if ahead else _template, django_db_blocker) as name:
        if not ahead:
            state = tmp_path
            prebuilt.build(name, state, NOW)
        settings.MEDIA, settings.PUBLISHED = state / "media-test", state / "published-test"
        standards.forget()  # the city issues documents of its own, which are nobody else's
        yield state
    standards.forget()


def test_a_small_city_is_whole(whole: Path, settings):
    _stages_came_in_order((whole / "told").read_text(encoding="utf-8"))
    _every_state_occurs()
    _every_case_is_sound()
    _what_the_city_holds_comes_from_records(SMALL)
    city_figures.equal_a_replay_from_events(NOW)
    city_figures.equal_a_count_of_offices_and_staff(NOW)
    city_figures.are_told_on_the_command_line()
    _no_telephone_is_real()
    _every_mediator_is_named()
    _the_books_add_up()
    city_money.reconciles(least=12)
    city_money.keeps_nearly_all_bills(NOW)
    city_money.hides_what_the_list_of_risks_finds()
    city_money.budgets_hold()
    city_money.publishes_and_is_late(NOW)
    city_money.the_authority_publishes_the_funds()
    city_money.repairs_in_two_below_a_bar(NOW)
    city_money.what_was_paid_elsewhere_is_said()
    _a_company_may_become_an_exemplar()
    _a_vote_is_called_back()
    _everyone_on_the_sample_page_has_a_role(settings)
    from hemei.ground.records.verify import verify

    verdict = verify(against=settings.PUBLISHED / "checkpoints.jsonl")
    assert verdict.first_broken is None, verdict
    assert verdict.events > SMALL.cases * 5


@pytest.mark.prove
def test_another_city_is_built_by_one_setting(own_database, settings, tmp_path: Path):
    settings.CITY = "4403"
    _build(settings, tmp_path, TINY)
    from hemei.ground.places import queries as places

    assert places.city().name == "深圳市"
    assert _count("select count(*) from cases_case") >= TINY.cases


def _build(settings, folder: Path, scale: Scale) -> None:
    from hemei.project.demonstration.building import build_city
    from hemei.project.demonstration.progress import Progress

    settings.MEDIA, settings.PUBLISHED = folder / "media", folder / "published"
    told = io.StringIO()
    build_city(scale=scale, now=NOW, progress=Progress(told))
    _stages_came_in_order(told.getvalue())


def _stages_came_in_order(told: str) -> None:
    stages = [line.split()[1].rstrip(":") for line in told.splitlines()]
    assert stages.index("cases") < stages.index("evaluations") < stages.index("checkpoint") == len(stages) - 1


def _the_books_add_up() -> None:
    from hemei.community.ledgers import queries

    assert queries.slips() == []
    books = _count("select count(*) from ledgers_ledger")
    assert books
    assert _count("select count(*) from ledgers_closing") == books
    assert _count("select count(*) from ledgers_entry where kind = 'transfer'") >= books * 5
    assert _count("select count(*) from ledgers_entry where kind = 'reversal'")
    assert _count("select count(distinct kind) from ledgers_revenuecontract") > 3
    assert _count("select count(*) from ledgers_ownshare where state = 'confirmed'") == 1
    of_part = "select count(*) from ledgers_account where part_id is not null and code = 'fund_common' and postings > 0"
    assert _count(of_part) == _count("select count(*) from ledgers_revenuepart") > 0
    late = "select count(*) from ledgers_revenuedue where due_on < '2026-11-01' and received_fen < amount_fen"
    assert _count(late) > 0
    assert not _owner("select id from ledgers_account where code = 'revenue_bank' and balance_fen < 0")


def _a_vote_is_called_back() -> None:
    states = {row[0] for row in _owner("select distinct state from voting_calledballot where drawn")}
    assert states == {"confirmed", "waiting"}
    assert _count("select count(*) from voting_sheet where capacity = 'proxy'") > 3


def _every_state_occurs() -> None:
    from hemei.coordination.cases.rules.words import Ending, Outcome, State

    assert {row[0] for row in _owner("select distinct state from cases_case")} == {
        state.value for state in State
    }
    # Nobody here leaves what he reported to those who follow it.
    assert {row[0] for row in _owner("select distinct ended from cases_case where ended is not null")} == {
        ending.value for ending in Ending if ending is not Ending.LEFT
    }
    assert {
        row[0] for row in _owner("select distinct outcome from cases_case where outcome is not null")
    } == {outcome.value for outcome in Outcome}
    late = _owner("select distinct state from clocks_deadline")
    assert {row[0] for row in late} == {"running", "paused", "met", "missed", "cancelled"}
    happened = {row[0] for row in _owner("select distinct payload->>'type' from records_event")}
    # A supervision is recalled by a document that is younger than the demonstration's cases.
    rare = {"cases.clocks_recomputed", "cases.body_succeeded", "cases.supervision_recalled"}
    rare.add("cases.reporter_left")
    from hemei.coordination.cases.rules.words import EVENT_TYPES

    files = {
        "cases.paper_made",
        "cases.paper_served",
        "cases.visit_set",
        "cases.visit_found",
        "cases.visit_held",
    }
    assert {*EVENT_TYPES.values(), *files, "cases.supporter_joined"} - rare - happened == set()
    assert _count("select count(distinct kind) from cases_casepaper") == 3
    _streets_rule_and_visit()


def _streets_rule_and_visit() -> None:
    """Several streets proposed a line from a ruling, and in most of them departments went to an estate together."""
    street = "(select b.id from people_body b where b.kind = 'street' and starts_with({scope}, b.scope))"
    streets = _count(
        f"select count(distinct s.id) from cases_case c, lateral {street.format(scope='c.scope')} s"
    )
    ruled = "select count(distinct arbiter_id) from cases_proposal where state = 'open'"
    assert _count(ruled) >= min(3, streets)
    visited = f"""select count(distinct s.id) from cases_visit v, lateral {street.format(scope="v.scope")} s
        where v.held and exists (select 1 from cases_visitpart p where p.visit_id = v.id and p.finding <> '')"""
    assert _count(visited) >= streets * 2 // 3
    assert _count("select count(*) from cases_visitpart where finding <> ''") >= _count(visited) * 2


def _every_case_is_sound() -> None:
    from hemei.coordination.cases.rows import decode_state
    from hemei.coordination.cases.rules.evolve import Event, rebuild
    from hemei.coordination.cases.rules.invariants import flaws
    from hemei.coordination.cases.rules.words import OWN_EVENTS

    events: dict[str, list[Event]] = {}
    for stream, payload in _owner(
        "select stream, payload::text from records_event where stream like 'cases.case:%' order by stream, seq"
    ):
        if json.loads(payload)["type"] in OWN_EVENTS:  # papers, visits and who follows move nothing in it
            events.setdefault(stream, []).append(_event(payload))
    open_clocks = {
        (stream, body)
        for stream, body in _owner(
            "select stream, body_id from clocks_deadline where state in ('running', 'paused')"
        )
    }
    for stream, snapshot, accountable, state in _owner(
        "select stream, snapshot::text, accountable_body_id, state from cases_case"
    ):
        case = decode_state(json.loads(snapshot))
        assert flaws(case) == (), stream
        assert rebuild(events[stream]) == case, stream
        assert state == "ended" or (stream, accountable) in open_clocks, stream


def _event(payload: str):
    from hemei.coordination.cases.rules.evolve import Event

    found = json.loads(payload)
    return Event.of(found["type"], datetime.fromisoformat(found["at"]), found["data"])


def _what_the_city_holds_comes_from_records(scale: Scale) -> None:
    assert _count("select count(*) from places_estate") == scale.estates
    assert _count("select count(*) from places_propertyunit") == scale.units
    assert (
        _count(
            "select sum((payload->'data'->>'units')::int) from records_event"
            " where payload->>'type' = 'places.estate_added'"
        )
        == scale.units
    )
    assert _count("select count(*) from companies_company") == scale.companies
    cases = _count("select count(*) from cases_case")
    assert cases >= scale.cases
    assert (
        _count("select count(*) from records_event where payload->>'type' = 'cases.case_reported'") == cases
    )
    assert _count("select count(distinct digest) from records_file") >= 30
    assert _count("select count(*) from cases_case where entrance_id is not null") > scale.cases // 20
    assert not _owner(
        "select c.id from cases_case c join places_entrance e on e.id = c.entrance_id"
        " join places_building b on b.id = e.building_id"
        " where b.id <> c.building_id or b.estate_id <> c.estate_id"
    )
    assert _count("select count(*) from people_body where kind = 'community'") == scale.communities
    assert not _owner(
        "select b.id from people_body b where kind in ('community', 'street', 'department', 'company')"
        " and not exists (select 1 from people_appointment a where a.body_id = b.id)"
    )


def _every_mediator_is_named() -> None:
    assert _owner("select count(*) filter (where name = ''), count(*) > 0 from mediation_mediator") == [
        (0, True)
    ]


def _a_company_may_become_an_exemplar() -> None:
    """The journey of an exemplar needs a company that the evaluation does not find wanting."""
    (shares,) = zip(
        *_owner(
            "select e.points_num * 100 / (e.points_den * e.of) from assessment_entry e"
            " join assessment_round r on r.id = e.round_id where r.standard = 'company-service'"
        ),
        strict=True,
    )
    assert max(shares) >= 80 > min(shares)


def _no_telephone_is_real() -> None:
    from hemei.ground.records.queries import decrypt

    rows = _owner("select field, ciphertext from records_sealed where ciphertext is not null")
    texts = [(field, decrypt(ciphertext, field) or "") for field, ciphertext in rows]
    phones = [text for field, text in texts if field.endswith("phone")]
    assert phones
    assert all(phone.startswith("154") for phone in phones)
    assert not {field for field, text in texts if not field.endswith("phone") and PHONE_SHAPE.search(text)}


def _everyone_on_the_sample_page_has_a_role(settings) -> None:
    from hemei.ground.people.queries import sample_persons

    settings.DEMO = True
    found = {sample.role for sample in sample_persons(NOW.date())}
    assert found == {role.value for role in Role} - {"public", "system"}
    working = {
        "grid_worker",
        "community_clerk",
        "company_manager",
        "street_clerk",
        "department_clerk",
        "county_coordinator",
        "city_bureau",
    }
    busy = {
        row[0]
        for row in _owner(
            "select distinct p.role from people_account a join people_appointment p on p.person_id = a.person_id"
            " join clocks_deadline d on d.body_id = p.body_id and d.state = 'running' where a.sample is not null"
        )
    }
    assert working <= busy


def _owner(query: str):
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _count(query: str) -> int:
    return int(_owner(query)[0][0])
