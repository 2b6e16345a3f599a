"""The figures of the source text, recounted in the demonstration city with plain SQL of their own.

The whole city is built among the long proofs, without its cases: no figure of the source text speaks of them. The
small city is recounted with each commit.
"""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from hemei.faces.cockpit import queries
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.figures import Tally
from hemei.project.demonstration.building import (
    build_credit,
    build_leadership,
    build_money,
    build_registers,
)
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import FULL, SMALL, Scale
from tests import city_money

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
MANAGED = (
    "id in (select estate_id from companies_project where valid_from <= %(day)s and valid_until is null"
    " union select estate_id from companies_management where mode = 'community' and voided_at is null"
    " and valid_from <= %(day)s and valid_until is null)"
)
_ENTERED = (
    "(select m.mode from companies_management m where m.estate_id = places_estate.id and m.voided_at is null"
    " and m.valid_from <= %(day)s and m.valid_until is null{and_})"
)
_COMPANYS = " and m.mode in ('market', 'packaged', 'mixed')"
MANNER = (
    "(case when id in (select estate_id from companies_project where valid_from <= %(day)s and valid_until is null)"
    f" then coalesce({_ENTERED.format(and_=_COMPANYS)}, 'market')"
    f" else {_ENTERED.format(and_='')} end)"
)
LARGE = "built_area_dm2 >= 20000 * 100"
STAFFED = """select place_id from offices_parttimer where voided_at is null and valid_until is null
             group by 1 having count(distinct person_id) in (1, 2)"""
# The latest election of each committee, and what its term's tallies say of today: day, members, in the Party, unsaid.
LATEST = (
    "select distinct on (body_id) elected_on, filed_on, (select row from jsonb_array_elements(tallies) row"
    " where (row->>0)::date <= %(day)s order by (row->>0)::date desc limit 1) as now"
    " from people_term order by body_id, elected_on desc, id desc"
)
NEW = "elected_on >= '2019-01-01' and filed_on is not null"
SINCE = "(date_trunc('month', %(day)s::date) - interval '11 months')::date"
FILED = "(filed_at at time zone 'Asia/Shanghai')::date"
DISPUTES = (
    "select count(*) filter (where outcome in ('agreed', 'settled', 'withdrawn')"
    " and (level = 'community' or size = 'major' and level in ('street', 'county'))), count(*)"
    " from mediation_dispute where outcome not in ('', 'declined') and {size}"
    f" and (ended_at at time zone 'Asia/Shanghai')::date between {SINCE} and %(day)s"
)
RECOUNTS = {
    "F1": "select count(*) filter (where valid_until is null), count(*) from policy_document"
    " where kind = 'supporting'",
    "F3": "select count(*) filter (where id in (select community_id from deliberation_mechanism"
    " where voided_at is null and valid_until is null)), count(*) from places_place"
    " where level = 'community' and kind = 'residents_committee'",
    "F4": f"select count(*) filter (where {NEW}), count(*) from ({LATEST}) t",
    "F5": f"select count(*) filter (where 2 * (now->>2)::int >= (now->>1)::int), count(*)"
    f" from ({LATEST}) t where {NEW}",
    "F7": "select count(*) filter (where id in (select place_id from offices_office"
    " where dedicated and voided_at is null and valid_until is null)), count(*) from places_place"
    " where level = 'street' and kind in ('street', 'community_centre')",
    "F8": f"select count(*) filter (where id in ({STAFFED})), count(*) from places_place"
    " where level = 'community' and kind = 'residents_committee'",
    # Against the year before: counted are the last twelve months, the others the same months a year earlier.
    "F9": f"select count(*) filter (where received_on >= {SINCE}), count(*) from mediation_petition"
    f" where received_on between {SINCE} and %(day)s"
    f" or received_on between ({SINCE} - interval '1 year')::date and (%(day)s::date - interval '1 year')::date",
    "F12": DISPUTES.format(size="true"),
    "F12a": DISPUTES.format(size="size = 'small'"),
    "F12b": DISPUTES.format(size="size = 'general'"),
    "F12c": DISPUTES.format(size="size = 'major'"),
    "F14": f"select count(*) filter (where {FILED} >= {SINCE}), count(*) from mediation_dispute"
    f" where {FILED} between {SINCE} and %(day)s"
    f" or {FILED} between ({SINCE} - interval '1 year')::date and (%(day)s::date - interval '1 year')::date",
    "F6a": "select count(distinct community_id) filter (where valid_until is null), count(distinct community_id)"
    " from honours_nomination where kind = 'mechanism' and valid_from is not null",
    "F6b": "select count(distinct committee_id) filter (where valid_until is null), count(distinct committee_id)"
    " from honours_nomination where kind = 'committee' and valid_from is not null",
    "F6c": "select count(distinct company_id) filter (where valid_until is null), count(distinct company_id)"
    " from honours_nomination where kind = 'company_service' and valid_from is not null",
    "F6d": "select count(*) filter (where kinds = 3), count(*) from (select count(distinct kind) as kinds"
    " from honours_nomination where kind <> 'demonstration' and valid_from is not null and valid_until is null"
    " group by estate_id) e",
    "F13": "select count(*) filter (where id in (select estate_id from party_tie where kind = 'organisation'"
    " and building_id is null and valid_until is null)), count(*) from places_estate",
    "F15": "select count(*) filter (where id in (select estate_id from boards_edition where posted_on is not null"
    " and replaced_on is null and id not in (select edition_id from boards_lapse where until_at is null))), count(*)"
    " from places_estate",
    "F13b": "select count(*) filter (where body_id in (select host_body_id from party_organisation"
    " where level = 'company' and valid_until is null)), count(*) from companies_company",
    "F10": f"select count(*) filter (where {MANAGED}), count(*) from places_estate",
    "F10a": f"select sum(built_area_dm2) filter (where {MANAGED}), sum(built_area_dm2) from places_estate",
    "F11": f"select count(*) filter (where {MANAGED}), count(*) from places_estate where {LARGE}",
    "F11a": f"select sum(built_area_dm2) filter (where {MANAGED}), sum(built_area_dm2) from places_estate"
    f" where {LARGE}",
    **{
        f"{code}{letter}": f"select count(*) filter (where {MANAGED} and {MANNER} = '{mode}'), count(*)"
        f" from places_estate where {size}"
        for code, size in (("F10", "true"), ("F11", LARGE))
        for letter, mode in (("b", "market"), ("c", "packaged"), ("d", "community"), ("e", "mixed"))
    },
}


Tallies = dict[str, tuple[Tally, tuple[int, int]]]


def tallies(scale: Scale) -> Tallies:
    """Build a city; return each figure as the cockpit counts it, and as plain SQL does."""
    progress = Progress(io.StringIO())
    built = build_registers(scale=scale, now=NOW, progress=progress)
    build_leadership(built, now=NOW, progress=progress)
    build_credit(built, now=NOW, progress=progress)
    build_money(built, now=NOW, progress=progress)
    asked = queries.AsOf.of(None, NOW)
    found = {}
    with records.acting(SYSTEM):
        for code, recount in RECOUNTS.items():
            entry = queries.entry_of(code, asked.day)
            assert entry is not None
            cells = queries.cells(entry, actor=SYSTEM, ranges=(EVERYWHERE,), asked=asked)
            found[code] = (queries.total(entry, cells, asked), _owner(recount, day=asked.day))
    return found


@pytest.mark.prove
def test_each_figure_of_a_small_city_equals_its_recount(own_database: str) -> None:
    for code, (tally, recount) in tallies(replace(SMALL, cases=0)).items():
        assert (tally.counted, tally.of) == recount, code


@pytest.mark.prove
def test_the_city_shows_the_figures_of_the_source_text(own_database: str) -> None:
    found = tallies(replace(FULL, cases=0))
    for code, (tally, (counted, of)) in found.items():
        assert (tally.counted, tally.of) == (counted, of), code
    assert found["F1"][1] == (8, 8)
    assert found["F3"][1][0] == 311
    assert found["F4"][1][0] == 86
    assert found["F5"][1][1] == 86
    assert Fraction(*found["F5"][1]) > Fraction(1, 2)
    assert found["F7"][1] == (63, 63)
    assert [found[code][1][0] for code in ("F6a", "F6b", "F6c", "F6d")] == [55, 41, 84, 30]
    petitions, disputes = found["F9"][1], found["F14"][1]
    assert 5 * petitions[0] == 4 * (petitions[1] - petitions[0]) > 0
    assert disputes[0] < Fraction(85, 100) * (disputes[1] - disputes[0])
    assert Fraction(90, 100) < Fraction(*found["F12"][1]) < 1
    for code in ("F8", "F13", "F13b"):
        counted, of = found[code][1]
        assert counted == of > 0, code
    covered, large = (Fraction(*found[code][1]) for code in ("F10", "F11"))
    assert covered > Fraction(90, 100)
    assert Fraction(975, 1000) <= large < Fraction(985, 1000)  # reads 98 %
    assert large >= Fraction(98, 100)
    for mode in ("market", "packaged", "community", "mixed"):  # the figures stand on a mix of all that count
        entered, _ = _owner(
            "select count(*) filter (where mode = %(mode)s), count(*) from companies_management", mode=mode
        )
        assert entered > 20, mode

    _the_committees_were_elected()
    city_money.reconciles(least=120)
    city_money.hides_what_the_list_of_risks_finds()
    city_money.budgets_hold()
    city_money.publishes_and_is_late(NOW)
    city_money.repairs_in_two_below_a_bar(NOW)
    city_money.what_was_paid_elsewhere_is_said()


def _the_committees_were_elected() -> None:
    """Each of the 86 came out of an election that ran to its end; the votes hold the stories that were asked for."""
    held = "state = 'done' and elected_on between '2019-01-01' and '2022-12-31' and filed_on is not null"
    assert _owner(f"select count(*) filter (where {held}), count(*) from committees_election") == (86, 86)
    # Enough heads came; the area would have been enough with any one of the units that stayed away.
    short = """
        select count(*), min((3 * (o.part_area_dm2 + absent.least) >= 2 * o.total_area_dm2)::int)
        from voting_outcome o join voting_assembly a on a.id = o.assembly_id
        join lateral (select min(u.area_dm2) as least from voting_rollunit u where u.roll_id = a.roll_id
          and not exists (select 1 from voting_ballot b where b.roll_unit_id = u.id)) absent on true
        where not o.quorum and 3 * o.part_heads >= 2 * o.total_heads"""
    assert _owner(short) == (1, 1)
    again = """
        select count(*), count(*) filter (where o.passed) from voting_assembly a
        join voting_outcome o on o.assembly_id = a.id where a.repeats_id is not null"""
    assert _owner(again) == (1, 1)
    assert _owner("select count(*) filter (where state = 'passed'), count(*) from committees_recall") == (
        1,
        1,
    )
    late = "select count(*) filter (where due_on < %(day)s), count(*) from committees_handover where kind = 'left'"
    assert _owner(late, day=NOW.date()) == (1, 1)
    annulled = "select count(*) filter (where annulled_by = 'authority'), 0 from voting_outcome"
    assert _owner(annulled)[0] == 1
    # The contested count: a ballot struck, counted anew, annulled by the street; a court got its file.
    anew = "select count(distinct assembly_id), max(round) from voting_outcome where round > 1"
    assert _owner(anew) == (1, 2)
    contested = """
        select count(distinct o.assembly_id), count(distinct f.id) from voting_outcome o
        left join records_file f on f.purpose = 'court_file' and f.stream = 'voting.court_file:' || o.assembly_id
        where o.round > 1 and exists (select 1 from voting_outcome a
          where a.assembly_id = o.assembly_id and a.annulled_by = 'authority')"""
    assert _owner(contested) == (1, 1)
    files = """
        select count(*),
               count(*) filter (where media_type = 'application/zip' and starts_with(stream, 'voting.court_file:'))
        from records_file where purpose = 'court_file'"""
    assert _owner(files) == (1, 1)
    shares = """
        select count(*), min((select count(distinct b.roll_unit_id) * 100 / count(distinct u.id) from voting_rollunit u
          left join voting_ballot b on b.roll_unit_id = u.id where u.roll_id = a.roll_id))::int
        from voting_assembly a where a.state = 'noticed' and a.closes_at > %(now)s"""
    assert _owner(shares, now=NOW) in {(2, 59), (2, 60)}


def test_the_industry_committees_list_has_eight_items_on_file_and_as_a_figure(own_database: str) -> None:
    build_registers(scale=SMALL, now=NOW, progress=Progress(io.StringIO()))
    (file,) = (ROOT / "standards").glob("*/party-responsibilities/[0-9]*.toml")
    levels = tomllib.loads(file.read_text(encoding="utf-8"))["level"]
    (lines,) = (level["line"] for level in levels if level["code"] == "industry_committee")
    asked = queries.AsOf.of(None, NOW)
    entry = queries.entry_of("F2", asked.day)
    assert entry is not None
    with records.acting(SYSTEM):
        cells = queries.cells(entry, actor=SYSTEM, ranges=(EVERYWHERE,), asked=asked)
    assert queries.total(entry, cells, asked) == Tally(counted=8)
    assert len(lines) == 8


def _owner(query: str, **values: Any) -> tuple[int, int]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(query, values)
        counted, of = cursor.fetchone()
        return int(counted or 0), int(of or 0)
