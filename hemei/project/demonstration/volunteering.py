"""Write members in post, volunteers, lists, hours and pairings of the made-up city; every person is generated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.ground.places.queries import PlaceRow
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.party import services as party
from hemei.leadership.party.queries import Form, Level
from hemei.leadership.party.services import OrganisationDraft
from hemei.leadership.volunteering import services
from hemei.leadership.volunteering.queries import ItemKind, VolunteerKind
from hemei.project.demonstration.naming import person_names, phones
from hemei.project.demonstration.people import Bodies, People, beginning
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice

_UNPAIRED = 8  # of a hundred communities so many have no agreement this year
_FIRST_PHONE = 70_000_000  # beyond the numbers of residents
_NEEDS = (
    "独居老人午间用餐不便",
    "楼道照明损坏多",
    "放学后孩子无人看管",
    "业主想了解法律常识",
    "老人不会用手机办事",
)
_OFFERS = (
    (ItemKind.PROJECT, "爱心送餐到户"),
    (ItemKind.RESOURCE, "电工志愿者两名"),
    (ItemKind.PROJECT, "四点半课堂"),
    (ItemKind.RESOURCE, "公职律师每月坐班一次"),
    (ItemKind.PROJECT, "手机课堂"),
)
_ITEMS = ("contacts", "projects")
_TITLES = {"contacts": "明确双方联系人并在社区公布", "projects": "每季度到社区开展一次服务"}


@dataclass(frozen=True, slots=True)
class _Office:
    """A department's organisation."""

    organisation: int
    body: int
    scope: str


def write_volunteering(
    *, actor: Actor, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Write what stands before today, then let some secretaries write items into their agreements."""
    city = ground.city
    homes = [home.community for home in ground.homes]
    with records.acting(actor), progress.stage("报到结对 pairings", len(homes), "communities") as stage:
        offices = _offices(actor, now, bodies, city, beginning(now))
        agreed = _pairings(actor, now, city, homes, offices)
        items = _lists(actor, now, city, homes, offices, bodies)
        members = list(_volunteers(now, homes, offices))
        ids = services.load_volunteers(actor=actor, now=now, scope=city.path, drafts=members)
        hours = list(_hours(now, list(zip(ids, members, strict=True)), items, bodies))
        services.load_hours(actor=actor, now=now, scope=city.path, drafts=hours)
        stage.step(len(homes))
    _agree(now, agreed, people, bodies)


def _offices(
    actor: Actor, now: datetime, bodies: Bodies, city: PlaceRow, since: date
) -> dict[int, list[_Office]]:
    """Found an organisation for every county department; returns them by county."""
    plans = [plan for plan in bodies.plans if plan.key[0] == "department"]
    drafts = [
        OrganisationDraft(
            name=f"{plan.short}机关党委", form=Form.COMMITTEE, level=Level.UNIT, place_id=plan.place.id,
            scope=plan.place.path, valid_from=since, host=bodies.ids[plan.key],
        )
        for plan in plans
    ]  # fmt: skip
    ids = party.load_organisations(actor=actor, now=now, scope=city.path, drafts=drafts)
    found: dict[int, list[_Office]] = {}
    for plan, number in zip(plans, ids, strict=True):
        found.setdefault(plan.place.id, []).append(_Office(number, bodies.ids[plan.key], plan.place.path))
    return found


def _near(home: PlaceRow, offices: Mapping[int, list[_Office]]) -> list[_Office]:
    return [office for rows in offices.values() for office in rows if home.path.startswith(office.scope)]


def _pairings(
    actor: Actor, now: datetime, city: PlaceRow, homes: list[PlaceRow], offices: Mapping[int, list[_Office]]
) -> dict[int, int]:
    """Write last year's and this year's agreements; returns this year's by community."""
    year = now.year
    drafts = []
    for home in homes:
        throw, near = dice("pairing", home.code), _near(home, offices)
        if not near or throw.randrange(100) < _UNPAIRED:
            continue
        office = throw.choice(near)
        for of in (year - 1, year):
            signed = date(of, throw.randint(1, 3), throw.randint(1, 28))
            drafts.append(
                services.PairingDraft(
                    home.id, home.path, office.organisation, office.body, of, min(signed, shanghai_day(now))
                )
            )
    ids = services.load_pairings(actor=actor, now=now, scope=city.path, drafts=drafts)
    return {draft.community: number for draft, number in zip(drafts, ids, strict=True) if draft.year == year}


def _lists(
    actor: Actor,
    now: datetime,
    city: PlaceRow,
    homes: list[PlaceRow],
    offices: Mapping[int, list[_Office]],
    bodies: Bodies,
) -> dict[int, list[int]]:
    """Write needs and offers, some matched, some done; returns what of them hours can be for, by community."""
    today = shanghai_day(now)
    drafts: list[services.ItemDraft] = []
    for home in homes:
        throw, near = dice("lists", home.code), _near(home, offices)
        own = bodies.ids["community", home.id, ""]
        for number in throw.sample(range(len(_NEEDS)), 3):
            since = today - timedelta(days=throw.randint(40, 160))
            need = len(drafts)
            drafts.append(
                services.ItemDraft(
                    community=home.id,
                    scope=home.path,
                    kind=ItemKind.NEED,
                    title=_NEEDS[number],
                    body=own,
                    since=since,
                )
            )
            if throw.randrange(3) == 0:
                continue  # nobody offers anything yet
            kind, title = _OFFERS[number]
            done = since + timedelta(days=30) if throw.randrange(3) == 0 else None
            drafts.append(
                services.ItemDraft(
                    community=home.id, scope=home.path, kind=kind, title=title, serves=need, done_on=done,
                    body=throw.choice(near).body if near else own, since=since + timedelta(days=5),
                )
            )  # fmt: skip
    ids = services.load_items(actor=actor, now=now, scope=city.path, drafts=drafts)
    found: dict[int, list[int]] = {}
    for draft, item in zip(drafts, ids, strict=True):
        if draft.kind is ItemKind.PROJECT:
            found.setdefault(draft.community, []).append(item)
    return found


def _volunteers(
    now: datetime, homes: list[PlaceRow], offices: Mapping[int, list[_Office]]
) -> Iterator[services.VolunteerDraft]:
    names, numbers = person_names(dice("volunteers")), phones(_FIRST_PHONE)
    for home in homes:
        throw, near = dice("volunteers", home.code), _near(home, offices)
        for _ in range(throw.randint(3, 7)):
            member = bool(near) and throw.randrange(3) > 0
            yield services.VolunteerDraft(
                community=home.id,
                scope=home.path,
                kind=VolunteerKind.MEMBER if member else VolunteerKind.RESIDENT,
                name=next(names),
                phone=next(numbers),
                since=shanghai_day(now) - timedelta(days=throw.randint(90, 300)),
                organisation=throw.choice(near).organisation if member else None,
            )


def _hours(
    now: datetime,
    members: list[tuple[int, services.VolunteerDraft]],
    items: Mapping[int, list[int]],
    bodies: Bodies,
) -> Iterator[services.HoursDraft]:
    for number, member in members:
        throw, projects = dice("hours", str(member.community), member.phone), items.get(member.community, [])
        body = bodies.ids["community", member.community, ""]
        for _ in range(throw.randint(0, 3)):
            ago = throw.randint(1, 80)
            yield services.HoursDraft(
                number,
                member.scope,
                shanghai_day(now) - timedelta(days=ago),
                throw.choice((60, 90, 120, 180)),
                throw.choice(projects) if projects else None,
                now - timedelta(days=ago - 1),
                None if ago < 8 else body,  # noqa: PLR2004 - the last week still waits for the community
            )


def _agree(now: datetime, agreed: Mapping[int, int], people: People, bodies: Bodies) -> None:
    """Let the first secretaries write items into this year's agreements, as they do on the page."""
    for community, pairing in list(agreed.items())[:12]:
        clerk = people.clerks.get(bodies.ids["community", community, ""])
        if clerk is None or clerk.role not in {Role.COMMUNITY_CLERK, Role.COMMUNITY_SECRETARY}:
            continue
        with records.acting(clerk):
            for code in _ITEMS:
                services.agree_item(actor=clerk, now=now, pairing_id=pairing, code=code, title=_TITLES[code])
