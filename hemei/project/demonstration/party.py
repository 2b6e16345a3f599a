"""Write the Party side of the made-up city: organisations down to the buildings, coverage, lists as duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.ground.people import services as people_services
from hemei.ground.people.services import PersonDraft, SeatDraft
from hemei.ground.places import queries as places
from hemei.ground.places.queries import STREET_KINDS
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import queries as duties
from hemei.leadership.party import queries, services
from hemei.leadership.party.queries import Coverage, Form, Level, Part, RelationKind
from hemei.leadership.party.services import OrganisationDraft, PartDraft, RelationDraft, TieDraft
from hemei.project.demonstration.leadership import at_work, live
from hemei.project.demonstration.people import Bodies, People, beginning
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import dice
from hemei.project.demonstration.staff import BodyPlan

_LED_BY = {
    Level.INDUSTRY: "industry_committee.study",
    Level.COUNTY: "county.guide",
    Level.STREET: "street.estates",
}
_RESPONSIBLE = {
    "city": "industry_committee.coverage",
    "county": "county.plan",
    "street": "street.meeting",
}
_AT_STREETS = {"HM", "UM", "FR", "PS"}  # county departments that come to the streets too
_AT_THE_CITY = {
    "hotline": (Part.JOINS, "party-responsibilities:industry_committee.disputes"),
    "company": (Part.TAKES_PART, "party-responsibilities:company.report_in"),
}
SMALL_ESTATE = 40  # households; smaller ones share a branch with their neighbours
_LIVED, _FRESH = 30, 4  # days ago
_LINES = (
    ("industry_committee", _LIVED),
    ("county", _LIVED),
    ("street", _FRESH),
    ("community", _FRESH),
    ("company", _FRESH),
)
Key = tuple[str, int]
"""What kind of organisation, of which place, company, estate or building."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """Organisations to be, by key; `above` is the key of who leads each."""

    drafts: Mapping[Key, OrganisationDraft]
    above: Mapping[Key, Key]


def write_party(
    *,
    actor: Actor,
    now: datetime,
    ground: Ground,
    bodies: Bodies,
    people: People,
    managed: Mapping[int, int],
    progress: Progress,
) -> None:
    """Write the organisations, who leads whom, what they cover, who leads where; set their duties."""
    since, city = beginning(now), ground.city
    with records.acting(actor):
        named = services.adopt_structure(
            actor=actor, now=now, place_id=city.id, scope=city.path, host=bodies.ids["city", city.id, ""]
        )
        buildings = places.building_names([lot.row.id for lot in ground.lots])
        drafted = _drafted(ground, bodies, buildings, since)
        with progress.stage("党组织 party", len(drafted.drafts), "organisations") as stage:
            ids = _organisations(actor, now, city.path, drafted)
            known = {**ids, ("industry", 0): named.get("industry", 0)}
            _relations(actor, now, city.path, drafted, known, _guides(ground, managed, ids), since)
            _cover(actor, now, ground, buildings, known, since)
            _parts(actor, now, ground, bodies, since)
            stage.step(len(ids))
    clerk = _clerk_of_leaders(actor, now, city, named, since)
    _duties({**people.clerks, **clerk}, bodies.ids["city", city.id, ""], now)


def _drafted(
    ground: Ground, bodies: Bodies, buildings: Mapping[int, Sequence[tuple[int, str]]], since: date
) -> Drafted:
    drafts: dict[Key, OrganisationDraft] = {}
    above: dict[Key, Key] = {}

    def add(
        key: Key, leader: Key, name: str, form: Form, level: Level, place: int, scope: str, host: int
    ) -> None:
        drafts[key] = OrganisationDraft(
            name=name, form=form, level=level, place_id=place, scope=scope, valid_from=since, host=host
        )
        above[key] = leader

    for plan in bodies.plans:
        found = _administrative(plan, ground)
        if found:
            key, leader, name, form, level = found
            add(key, leader, name, form, level, plan.place.id, plan.place.path, bodies.ids[plan.key])
    for lot in ground.lots:
        home = lot.site.home.community
        host = bodies.ids["community", home.id, ""]
        if lot.site.units < SMALL_ESTATE:
            key = ("joint", home.id)
            if key not in drafts:
                name = f"{home.short_name}小区联合党支部"
                add(key, ("community", home.id), name, Form.BRANCH, Level.ESTATE, home.id, home.path, host)
            continue
        estate = ("estate", lot.row.id)
        add(
            estate,
            ("community", home.id),
            f"{lot.row.name}党支部",
            Form.BRANCH,
            Level.ESTATE,
            home.id,
            home.path,
            host,
        )
        for number, building in buildings.get(lot.row.id, ()):
            add(
                ("building", number), estate, f"{lot.row.name}{building}党小组", Form.GROUP, Level.BUILDING,
                home.id, home.path, host,
            )  # fmt: skip
    return Drafted(drafts, above)


def _administrative(plan: BodyPlan, ground: Ground) -> tuple[Key, Key, str, Form, Level] | None:
    """Return the organisation beside a body of the administration, or of a company."""
    kind, place = plan.key[0], plan.place
    parent = place.parent_id or 0
    if kind == "county":
        return (kind, place.id), ("industry", 0), f"{place.name}物业行业党委", Form.COMMITTEE, Level.COUNTY
    if kind == "street":
        form = Form.WORK_COMMITTEE if place.kind in STREET_KINDS else Form.COMMITTEE
        name = f"{place.name}{'党工委' if form is Form.WORK_COMMITTEE else '党委'}"
        return (kind, place.id), ("county", parent), name, form, Level.STREET
    if kind == "community":
        return (
            (kind, place.id),
            ("street", parent),
            f"{place.short_name}党委",
            Form.COMMITTEE,
            Level.COMMUNITY,
        )
    if kind == "company":
        key = (kind, plan.key[1])
        return key, ("industry", 0), f"{plan.short}党支部", Form.BRANCH, Level.COMPANY
    del ground
    return None


def _organisations(actor: Actor, now: datetime, scope: str, drafted: Drafted) -> dict[Key, int]:
    ids = services.load_organisations(actor=actor, now=now, scope=scope, drafts=list(drafted.drafts.values()))
    return dict(zip(drafted.drafts, ids, strict=True))


def _guides(ground: Ground, managed: Mapping[int, int], ids: Mapping[Key, int]) -> set[tuple[int, int]]:
    """Return which community's organisation guides which company's: those whose estates it serves."""
    del managed
    pairs = set()
    companies = [key for key in ids if key[0] == "company"]
    for place, lot in enumerate(ground.lots):
        if companies and place % 4 == 0:
            pairs.add(
                (ids["community", lot.site.home.community.id], ids[companies[place // 4 % len(companies)]])
            )
    return pairs


def _relations(
    actor: Actor,
    now: datetime,
    scope: str,
    drafted: Drafted,
    known: Mapping[Key, int],
    guides: set[tuple[int, int]],
    since: date,
) -> None:
    leading = [
        RelationDraft(known[leader], known[key], RelationKind.LEADS, since)
        for key, leader in drafted.above.items()
        if known.get(leader)
    ]
    guiding = [RelationDraft(above, below, RelationKind.GUIDES, since) for above, below in sorted(guides)]
    services.load_relations(actor=actor, now=now, scope=scope, drafts=[*leading, *guiding])


def _cover(
    actor: Actor,
    now: datetime,
    ground: Ground,
    buildings: Mapping[int, Sequence[tuple[int, str]]],
    known: Mapping[Key, int],
    since: date,
) -> None:
    ties = []
    for lot in ground.lots:
        own = known.get(("estate", lot.row.id)) or known["joint", lot.site.home.community.id]
        ties.append(_tie(own, lot, since))
        for number, _name in buildings.get(lot.row.id, ()):
            if ("building", number) in known:
                ties.append(_tie(known["building", number], lot, since, number))
    services.load_ties(actor=actor, now=now, scope=ground.city.path, drafts=ties)


def _tie(organisation: int, lot: Lot, since: date, building: int | None = None) -> TieDraft:
    begun = max(since, lot.row.valid_from)
    return TieDraft(organisation, lot.row.id, lot.row.scope, Coverage.ORGANISATION, begun, building)


def _parts(actor: Actor, now: datetime, ground: Ground, bodies: Bodies, since: date) -> None:
    """Write who leads, is responsible, joins and takes part in the city, its counties and its streets."""
    leads = _lines_by_department()
    parts = []
    for plan in bodies.plans:
        found = _part_of(plan, ground, leads)
        if found:
            place, part, line = found
            joined = [
                row for row in ground.streets if row.parent_id == place.id and plan.department in _AT_STREETS
            ]
            body = bodies.ids[plan.key]
            parts += [PartDraft(here.id, here.path, part, body, line, since) for here in (place, *joined)]
    for row in queries.organisations(actor=actor, on=shanghai_day(now), limit=400):
        if row.level in _LED_BY:
            place_id = int(row.scope.rstrip(".").rsplit(".", 1)[-1])
            line = f"party-responsibilities:{_LED_BY[row.level]}"
            parts.append(PartDraft(place_id, row.scope, Part.LEADS, row.body_id, line, since))
    services.load_parts(actor=actor, now=now, scope=ground.city.path, drafts=parts)


def _part_of(
    plan: BodyPlan, ground: Ground, leads: Mapping[str, str]
) -> tuple[places.PlaceRow, Part, str] | None:
    """Return where a body takes which part, by which line."""
    kind = plan.key[0]
    if kind in _RESPONSIBLE:
        return plan.place, Part.RESPONSIBLE, f"party-responsibilities:{_RESPONSIBLE[kind]}"
    if kind in _AT_THE_CITY and plan.key[1] in {1, 2, 3, ground.city.id}:
        return ground.city, *_AT_THE_CITY[kind]
    if kind == "department" and plan.department in leads:
        return plan.place, Part.JOINS, leads[plan.department]
    street = next((row for row in ground.streets if row.id == plan.place.parent_id), None)
    if kind == "community" and street is not None:
        return street, Part.TAKES_PART, "party-responsibilities:community.three_in_one"
    return None


def _lines_by_department() -> dict[str, str]:
    """Return a line of the responsibility list that each department leads."""
    found: dict[str, str] = {}
    for document in record.standards().documents:
        if document.head.name == "responsibility-list":
            for row in document.content.problem:
                found.setdefault(row.lead, f"responsibility-list:{row.code}")
    return found


def _clerk_of_leaders(
    actor: Actor, now: datetime, city: places.PlaceRow, named: Mapping[str, int], since: date
) -> dict[int, Actor]:
    """Let somebody act for the organisation that leads the industry committee and accepts what it does."""
    if "organs" not in named:
        return {}
    page = queries.organisation_page(organisation_id=named["organs"], on=shanghai_day(now))
    if page is None:
        return {}
    body = page.organisation.body_id
    seat = SeatDraft(body, Role.DEPARTMENT_CLERK, city.id, city.path, since)
    draft = PersonDraft(
        scope=city.path, name="党示群", public_office=True, username=f"party{city.code}", seats=(seat,)
    )
    loaded = people_services.load_persons(actor=actor, now=now, scope=city.path, drafts=[draft])[0]
    return {body: Actor(Role.DEPARTMENT_CLERK, loaded.account_id, loaded.person_id, body)}


def _duties(clerks: Mapping[int, Actor], bureau_body: int, now: datetime) -> None:
    """Turn lines into duties as the bureau does; the older ones go their way."""
    bureau = clerks[bureau_body]
    for level, days_ago in _LINES:
        at = at_work(now - timedelta(days=days_ago))
        for listed in queries.lists_on(shanghai_day(at)):
            chosen = listed.line if days_ago == _LIVED else listed.line[:1]
            for line in chosen if listed.code == level else ():
                with records.acting(bureau):
                    services.demand_duties(actor=bureau, now=at, level=level, line=line.code)
                    filters = duties.DutyFilters(view="area", origin_item=f"{level}.{line.code}")
                    rows = list(duties.duty_rows(actor=bureau, filters=filters)) if days_ago == _LIVED else []
                throw = dice("party duties", level, line.code)
                for row in sorted(rows, key=lambda row: row.id):
                    if row.due_at and row.setter_body_id in clerks:
                        live(
                            throw,
                            clerks[row.setter_body_id],
                            clerks,
                            row.id,
                            row.owner_body_id,
                            at,
                            row.due_at,
                            now,
                        )
