"""The demonstration city before it is built: its words, names and drawings, and a plan that is the same every time."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import UTC, date, datetime
from itertools import islice

import pytest
from PIL import Image
from stdnum.cn import uscc

from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.project.demonstration import naming
from hemei.project.demonstration.drawings import SCENES, draw
from hemei.project.demonstration.scale import SMALL, dice
from hemei.project.demonstration.wording import OTHER, words

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
PHONE_SHAPE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


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
