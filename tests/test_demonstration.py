"""The demonstration city: made up, whole, the same every time."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

import pytest
from PIL import Image
from stdnum.cn import uscc

from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.project.demonstration import naming
from hemei.project.demonstration.drawings import SCENES, draw
from hemei.project.demonstration.scale import SMALL, Scale, dice
from hemei.project.demonstration.wording import OTHER, words
from tests import city_figures, city_money, prebuilt

NOW = prebuilt.NOW
SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
PHONE_SHAPE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
TINY = Scale(estates=7, units=80, companies=2, residents=8, cases=40, communities=4)


def test_every_scene_is_drawn_before_and_after():
    pictures = {draw(name, after=after) for name in SCENES for after in (False, True)}
    assert len(pictures) >= 60
    for content in pictures:
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == (800, 600)
            # The label's own red stands in the lower left corner of every drawing.
            red, green, blue = picture.getpixel((3, 597))
            assert red > 90 > green
            assert blue < 90


def test_names_and_numbers_are_nobodys():
    people = list(islice(naming.person_names(dice("t")), 3_000))
    assert len(set(people)) == 3_000
    assert all(name[1] in "示范" for name in people)
    assert all(
        "示范" in name
        for kind in words("names")["estate"]["lasts"]
        for name in islice(naming.estate_names(dice("t"), kind), 60)
    )
    assert all(phone.startswith("154") and len(phone) == 11 for phone in islice(naming.phones(), 50))
    codes = [naming.credit_code("340100", number) for number in range(1, 100)]
    assert all(uscc.is_valid(code) and code[2:8] == "349999" for code in codes)


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (21, "二十一"), (105, "一百零五"), (110, "一百一十")]
)
def test_numbers_are_written_in_chinese(number: int, written: str):
    assert naming.chinese_number(number) == written


def test_every_line_of_the_list_has_its_words_and_every_word_its_drawing():
    lines = set(_law().lines)
    assert set(words("kinds")) == lines | {OTHER}
    for told in words("kinds").values():
        assert told["scene"] in SCENES
        assert len(told["facts"]) >= 2
        assert told["where"] in words("sentences")["where"]
    texts = str(words("kinds")) + str(words("sentences"))
    assert not PHONE_SHAPE.search(texts)


def test_what_is_built_is_the_same_every_time():
    assert _digest_of_stories() == _digest_of_stories()
    assert _digest_of_ground() == _digest_of_ground()


@pytest.fixture
def whole(_template: str, django_db_setup, django_db_blocker, settings, tmp_path: Path) -> Iterator[Path]:
    """A small city as of a day in November; the folder holds its media and what it published."""
    from conftest import own_copy

    settings.VAULT_KEY, state = "7" * 64, prebuilt.folder(prebuilt.WHOLE)
    ahead = prebuilt.stands(prebuilt.WHOLE)
    with own_copy(prebuilt.WHOLE if ahead else _template, django_db_blocker) as name:
        if not ahead:
            state = tmp_path
            prebuilt.build(name, state, NOW)
        settings.MEDIA, settings.PUBLISHED = state / "media-test", state / "published-test"
        yield state


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
    city_money.hides_what_the_list_of_risks_finds()
    city_money.budgets_hold()
    city_money.publishes_and_is_late(NOW)
    city_money.repairs_in_two_below_a_bar(NOW)
    city_money.what_was_paid_elsewhere_is_said()
    _a_company_may_become_an_exemplar()
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
    late = "select count(*) from ledgers_revenuedue where due_on < '2026-11-01' and received_fen < amount_fen"
    assert _count(late) > 0
    assert not _owner("select id from ledgers_account where code = 'revenue_bank' and balance_fen < 0")


def _every_state_occurs() -> None:
    from hemei.coordination.cases.rules.words import Ending, Outcome, State

    assert {row[0] for row in _owner("select distinct state from cases_case")} == {
        state.value for state in State
    }
    assert {row[0] for row in _owner("select distinct ended from cases_case where ended is not null")} == {
        ending.value for ending in Ending
    }
    assert {
        row[0] for row in _owner("select distinct outcome from cases_case where outcome is not null")
    } == {outcome.value for outcome in Outcome}
    late = _owner("select distinct state from clocks_deadline")
    assert {row[0] for row in late} == {"running", "paused", "met", "missed", "cancelled"}
    happened = {row[0] for row in _owner("select distinct payload->>'type' from records_event")}
    # A supervision is recalled by a document that is younger than the demonstration's cases.
    rare = {"cases.clocks_recomputed", "cases.body_succeeded", "cases.supervision_recalled"}
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


def _law():
    from hemei.coordination.cases.rules.law import law_on
    from hemei.ground.records.standards import shapes
    from hemei.kernel.standards import load_standards
    from hemei.project import locations

    return law_on(
        load_standards(locations.shipped("standards"), city="hefei", shapes=shapes(), issued=[]),
        date(2026, 6, 1),
    )


def _digest_of_stories() -> str:
    """Tell thirty cases on a stage without a database and return what was told."""
    from hemei.coordination.cases.rules.words import Channel
    from hemei.project.demonstration.stories import Plan, tell

    digest = hashlib.sha256()
    stage, facts = _stage()
    for number in range(30):
        throw = dice("test", str(number))
        kind = throw.choice(list(words("kinds")))
        resident = Actor(Role.RESIDENT, account_id=number, person_id=900 + number)
        at = datetime(2026, 9, 1 + number % 28, 2, tzinfo=UTC)
        plan = Plan(
            number,
            stage,
            facts,
            kind,
            kind,
            Channel.RESIDENT,
            at,
            at.date(),
            resident,
            contact=True,
            hidden=False,
            photos=1,
        )
        for act in tell(plan, NOW).told:
            digest.update(repr((act.at, act.actor, act.act, act.decided.event)).encode())
    return digest.hexdigest()


def _digest_of_ground() -> str:
    """Plan a small city's estates, bodies and desks without a database."""
    from hemei.ground.places.queries import Level, PlaceRow
    from hemei.ground.places.services import load_divisions
    from hemei.project.demonstration import ground, staff

    ids: dict[tuple[Level, str], int] = {}
    places: dict[Level, list[PlaceRow]] = {level: [] for level in Level}
    above = dict(zip(list(Level)[1:], Level, strict=False))
    for number, row in enumerate(load_divisions("3401").rows, start=1):
        ids[row.level, row.code] = number
        parent = ids[above[row.level], row.parent_code] if row.parent_code else None
        place = PlaceRow(number, row.level, row.kind, row.code, row.name, parent, f"{number}.")
        places[row.level].append(place)
    homes = ground.homes(places[Level.COUNTY], places[Level.STREET], places[Level.COMMUNITY], SMALL)
    sites = ground.sites(homes, None, SMALL)
    assert {site.type.kind for site in sites} == {kind.kind for kind in ground.TYPES}
    assert sum(site.units for site in sites) == SMALL.units
    drafts = [ground.estate_draft(site, 1, (), NOW.date()) for site in sites]
    (city,) = places[Level.CITY]
    bodies = [*staff.city_bodies(city), *staff.community_bodies(homes), *staff.company_bodies(city, 3)]
    desks = list(staff.desks(bodies, staff.sample_desks(homes[0], city, 1)))
    return hashlib.sha256(repr((sites, drafts, bodies, desks)).encode()).hexdigest()


def _stage():
    from hemei.coordination.cases.rules.facts import Body, Facts
    from hemei.kernel.standards.working_time import clock_standards, working_time
    from hemei.project import locations
    from hemei.project.demonstration.acting import Stage

    chain = {
        "community": Body(10, "社区", "CO"),
        "street": Body(11, "街道", "ST"),
        "county": Body(12, "区"),
        "city": Body(13, "市", "HM"),
    }
    departments = {
        code: Body(100 + place, code, code) for place, code in enumerate(words("names")["department"])
    }
    departments["ST"] = chain["street"]
    roles = {
        10: (Role.COMMUNITY_CLERK, "1.2.3.4."),
        11: (Role.STREET_CLERK, "1.2.3."),
        12: (Role.COUNTY_COORDINATOR, "1.2."),
        13: (Role.CITY_BUREAU, "1."),
    }
    clerks = {
        number: Actor(role, body_id=number, places=(PlaceRange(path),))
        for number, (role, path) in roles.items()
    }
    clerks |= {
        body.id: Actor(Role.DEPARTMENT_CLERK, body_id=body.id)
        for body in departments.values()
        if body.id >= 100
    }
    folder = locations.shipped("standards")
    facts = Facts(
        law=_law(),
        working=working_time(clock_standards(folder, city="hefei"), on=NOW.date()),
        city="1.",
        chain=chain,
        bodies={body.id: body for body in (*chain.values(), *departments.values())},
    )
    stage = Stage(
        scope="1.2.3.4.5.", estate_id=77, estate_name="云栖示范苑", buildings=6, entrances=2, floors=11, chain=chain,
        departments=departments, company=None, clerks=clerks,
        grid=Actor(Role.GRID_WORKER, person_id=1, body_id=10, places=(PlaceRange("1.2.3.4.5."),)),
        hotline=Actor(Role.HOTLINE_CLERK, body_id=14, places=(PlaceRange("1."),)),
    )  # fmt: skip
    return stage, facts
