"""Figures of registers: for random days they equal a count in plain SQL over the periods kept."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.db import connection

from hemei.faces.cockpit import queries
from hemei.faces.cockpit.queries import AsOf, Wanted
from hemei.ground.companies import services as companies
from hemei.ground.companies.services import CompanyDraft, ProjectDraft
from hemei.ground.people import services as people
from hemei.ground.people.rules.bodies import BodyKind, Level
from hemei.ground.places import queries as places
from hemei.ground.places import services
from hemei.ground.places.tests.factories import EVERYONE, NOW, City, add, build_town, draft
from hemei.ground.records import services as records
from hemei.kernel.decision import Refused
from hemei.kernel.figures import Tally, Verdict

FIRST = date(2022, 1, 1)
COMMUNITIES = ("340102001001", "340102001002", "340102003001", "340104001001")
ALONE = (companies.Mode.COMMUNITY, companies.Mode.COMMUNITY, companies.Mode.SELF, companies.Mode.NONE)
AREAS = (1, 800_000, 1_999_999, 2_000_000, 2_000_001, 9_000_000)


@dataclass
class Ground:
    """A town whose estates were managed on and off."""

    town: City
    estates: list[int]
    throw: Random


def day(throw: Random) -> date:
    return FIRST + timedelta(days=throw.randrange((NOW.date() - FIRST).days))


@pytest.fixture(params=[1, 2, 3])
def ground(request: pytest.FixtureRequest, db: None) -> Ground:
    throw = Random(request.param)  # noqa: S311 - made-up data, no secret
    town = build_town()
    records.bind(town.actor)
    estates = add(
        town,
        *(
            draft(
                town,
                f"小区{number}",
                throw.choice(COMMUNITIES),
                built_area_dm2=throw.choice(AREAS),
                valid_from=throw.choice([FIRST, day(throw)]),
            )
            for number in range(24)
        ),
    )
    body = people.create_body(
        actor=EVERYONE,
        now=NOW,
        kind=BodyKind.COMPANY,
        name="和美物业",
        place_id=places.city().id,
        valid_from=FIRST,
        level=Level.CITY,
    )
    (company,) = companies.add_companies(
        actor=town.actor,
        now=NOW,
        drafts=[CompanyDraft("和美物业有限公司", "91350100M000100Y43", body, FIRST)],
    )
    for code in COMMUNITIES:
        place = places.place_by_code(code)
        people.create_body(
            actor=EVERYONE,
            now=NOW,
            kind=BodyKind.COMMUNITY,
            name=f"{place.name}的居委会",
            place_id=place.id,
            valid_from=FIRST,
            level=Level.COMMUNITY,
        )
    for estate in estates:
        _manage(town, estate, company, throw)
    return Ground(town, estates, throw)


def _manage(town: City, estate: int, company: int, throw: Random) -> None:
    """Put an estate under contract up to three times, with gaps between, the last one perhaps still running."""
    begin = places.estates_by_id([estate], actor=town.actor)[estate].valid_from
    span = (NOW.date() - begin).days
    marks = sorted(
        {begin + timedelta(days=throw.randrange(1, max(2, span))) for _ in range(throw.randrange(5))}
    )
    for since, until in pairwise([*marks, None]):
        if since is None:
            continue
        if throw.random() < 0.4:
            _enter(town, throw.choice(ALONE), estate, since, until)
            continue
        term = since + timedelta(days=throw.randrange(30, 900))
        (project,) = companies.begin_projects(
            actor=town.actor,
            now=NOW,
            drafts=[ProjectDraft(company, estate, companies.Contract.OWNERS, since, term)],
        )
        if until is not None:
            companies.end_project(actor=town.actor, now=NOW, project_id=project, day=until)
        if throw.random() < 0.5:  # a mode that outlives its contract proves nothing
            late = None if until is None else min(NOW.date(), until + timedelta(days=throw.randrange(2)))
            _enter(town, companies.Mode.MIXED, estate, since, late)


def _enter(town: City, mode: companies.Mode, estate: int, since: date, until: date | None) -> None:
    """Enter a mode of management; where it would meet the one before, that one stays as it is."""
    basis = companies.Basis.SURVEY
    entered = companies.ModeDraft(estate, mode, since, basis, valid_until=until)
    with suppress(Refused):
        companies.load_modes(actor=town.actor, now=NOW, drafts=[entered])


# Written apart from the figure: the registers alone, by ranges instead of comparisons.
PLAIN = """
select coalesce(sum({weight}) filter (where managed), 0), coalesce(sum({weight}) filter (where not managed), 0)
from (select built_area_dm2 as area,
             id in (select estate_id from companies_project
                    where daterange(valid_from, valid_until) @> %(day)s::date
                    union select estate_id from companies_management
                    where daterange(valid_from, valid_until) @> %(day)s::date
                      and voided_at is null and mode = 'community') as managed
      from places_estate
      where daterange(valid_from, valid_until) @> %(day)s::date
        and built_area_dm2 >= %(least)s
        and id in (select a.estate_id from places_accountablecommunity a
                   join places_placeposition p on p.place_id = a.community_id
                   where daterange(a.valid_from, a.valid_until) @> %(day)s::date
                     and daterange(p.valid_from, p.valid_until) @> %(day)s::date
                     and starts_with(p.path, %(path)s))) e
"""
FIGURES = {"F10": ("1", 0), "F10a": ("area", 0), "F11": ("1", 2_000_000), "F11a": ("area", 2_000_000)}


def plain(code: str, on: date, path: str) -> Tally:
    weight, least = FIGURES[code]
    with connection.cursor() as cursor:
        cursor.execute(PLAIN.format(weight=weight), {"day": on, "least": least, "path": path})
        return Tally(*map(int, cursor.fetchone()))


def counted(ground: Ground, code: str, on: date, path: str, place: int) -> Tally:
    entry, asked = queries.entry_of(code, on), AsOf.of(on, NOW)
    assert entry is not None
    ranges = places.ranges_for(place, on)
    found = queries.cells(entry, actor=ground.town.actor, ranges=ranges, asked=asked)
    for month, end in zip(asked.months, asked.month_ends, strict=True):
        assert queries.by_month(found, asked)[month] == plain(code, end, path), (code, end)
    return queries.total(entry, found, asked)


@pytest.mark.parametrize("code", FIGURES)
def test_a_figure_equals_a_count_in_plain_sql_on_random_days(ground: Ground, code: str) -> None:
    town = ground.town
    for _ in range(4):
        on = day(ground.throw)
        for place in (places.city(), places.place_by_code("340102"), places.place_by_code("340102001001")):
            assert counted(ground, code, on, place.path, place.id) == plain(code, on, place.path)
    assert counted(ground, code, NOW.date(), town.path, places.city().id).of > 0


def test_a_figure_of_before_a_split_adds_up_after_it(ground: Ground) -> None:
    town, street = ground.town, places.place_by_code("340102001")
    before, split_on = date(2023, 6, 30), date(2024, 5, 1)
    codes = ("F10", "F11a")
    was = {code: counted(ground, code, before, street.path, street.id) for code in codes}
    (one, other) = places.child_places(street.id)
    services.split_place(
        actor=town.actor,
        now=NOW,
        place_id=street.id,
        day=split_on,
        parts=[
            services.NewPlace("340102021", "明光路西街道", places.Kind.STREET),
            services.NewPlace("340102022", "明光路东街道", places.Kind.STREET),
        ],
        homes={one.id: 0, other.id: 1},
    )
    city = places.city()
    for code in codes:
        entry, asked = queries.entry_of(code, before), AsOf.of(before, NOW)
        assert entry is not None
        assert counted(ground, code, before, street.path, street.id) == was[code]
        whole = queries.cells(entry, actor=town.actor, ranges=places.ranges_for(city.id, before), asked=asked)
        parts = queries.by_place(entry, whole, asked, 3)
        assert parts.get(street.path, Tally()) == was[code]
        assert sum(parts.values(), Tally()) == queries.total(entry, whole, asked)
        today = AsOf.of(NOW.date(), NOW)
        whole = queries.cells(
            entry, actor=town.actor, ranges=places.ranges_for(city.id, today.day), asked=today
        )
        assert street.path not in queries.by_place(entry, whole, today, 3)
        assert queries.total(entry, whole, today) == plain(code, today.day, city.path)


def test_a_number_opens_to_its_very_list(ground: Ground) -> None:
    on, ranges = day(ground.throw), places.ranges_for(places.city().id, NOW.date())
    asked = AsOf.of(on, NOW)
    for entry in queries.entries(on)[:4]:
        tally = queries.total(
            entry, queries.cells(entry, actor=ground.town.actor, ranges=ranges, asked=asked), asked
        )
        listed: list[queries.Row] = []
        while page := queries.rows(
            entry,
            actor=ground.town.actor,
            ranges=ranges,
            asked=asked,
            wanted=Wanted(after=listed[-1].token if listed else "", limit=7),
        ):
            listed += page
        weights = dict.fromkeys(Verdict, 0)
        for row in listed:
            weights[row.subject.counted] += row.subject.weight
        assert len({row.subject.key for row in listed}) == len(listed)
        assert Tally(weights[Verdict.YES], weights[Verdict.NO], weights[Verdict.NOT_PROVABLE]) == tally
        only = queries.all_rows(
            entry, actor=ground.town.actor, ranges=ranges, asked=asked, wanted=Wanted(verdict=Verdict.NO)
        )
        assert [row.subject.key for row in only] == [
            row.subject.key for row in listed if row.subject.counted is Verdict.NO
        ]
