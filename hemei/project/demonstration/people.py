"""Write bodies, the people in them, residents and property companies of the made-up city."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from hemei.ground.companies import queries as companies_now
from hemei.ground.companies import services as companies
from hemei.ground.companies.queries import BY_COMPANY, Mode
from hemei.ground.people import queries, services
from hemei.ground.people.services import BodyDraft, PersonDraft, SeatDraft
from hemei.ground.places.queries import EstateKind, Kind
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.project.demonstration import staff
from hemei.project.demonstration.cases import Neighbour
from hemei.project.demonstration.ground import LARGE
from hemei.project.demonstration.leaders import write_leaders
from hemei.project.demonstration.naming import credit_code, person_names, phones
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.scale import Scale, dice
from hemei.project.demonstration.staff import BodyPlan, Key, StaffPlan

_BATCH = 1_000
FOUNDED = date(2015, 1, 1)  # the bodies stand longer than what is told of them


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies as they were written, by key."""

    plans: tuple[BodyPlan, ...]
    ids: Mapping[Key, int]


@dataclass(frozen=True, slots=True)
class People:
    """Who acts for which body, who pays for it, who patrols which cell, who lives in which estate."""

    clerks: Mapping[int, Actor]
    cashiers: Mapping[int, Actor]
    grid: Mapping[int, Actor]
    residents: tuple[tuple[int, Neighbour], ...]


def write_bodies(*, actor: Actor, now: datetime, ground: Ground, scale: Scale, progress: Progress) -> Bodies:
    """Write every body of the city: departments, streets, residents' committees, companies."""
    here = {home.street.id for home in ground.homes}
    streets = (
        ground.streets if scale.communities is None else [row for row in ground.streets if row.id in here]
    )
    counties = {home.county.id for home in ground.homes}
    plans = (
        *staff.city_bodies(ground.city),
        *staff.county_bodies(
            row for row in ground.counties if scale.communities is None or row.id in counties
        ),
        *staff.street_bodies(streets),
        *staff.community_bodies(ground.homes),
        *staff.company_bodies(ground.city, scale.companies),
    )
    drafts = [
        BodyDraft(
            kind=plan.kind,
            level=plan.level,
            name=plan.name,
            place_id=plan.place.id,
            scope=plan.place.path,
            valid_from=FOUNDED,
            department=plan.department,
            short_name=plan.short,
        )
        for plan in plans
    ]
    with progress.stage("机构 bodies", len(drafts), "bodies") as stage:
        ids = services.load_bodies(actor=actor, now=now, scope=ground.city.path, drafts=drafts)
        stage.step(len(ids))
    return Bodies(plans, {plan.key: number for plan, number in zip(plans, ids, strict=True)})


def write_people(
    *, actor: Actor, now: datetime, ground: Ground, bodies: Bodies, scale: Scale, progress: Progress
) -> People:
    """Write staff and residents with accounts; the sample persons all stand around one estate."""
    show = showcase(ground)
    samples = staff.sample_desks(show.site.home, ground.city, company_of(ground, show, scale))
    desks = [
        *staff.desks(bodies.plans, samples),
        *staff.grid_workers([lot.cell for lot in ground.lots], show.cell),
    ]
    names, numbers, since, traded = person_names(dice("persons")), phones(), beginning(now), trading(now)
    drafts = [
        _staff_draft(
            plan, bodies, next(names), next(numbers), traded if plan.role is Role.COMPANY_MANAGER else since
        )
        for plan in desks
    ]
    homes = _resident_homes(dice("residents"), ground.lots, show, scale.residents)
    drafts += [
        PersonDraft(
            scope=lot.row.scope,
            name=next(names),
            phone=next(numbers),
            by_phone=True,
            sample=0 if place == 0 else None,
        )
        for place, lot in enumerate(homes)
    ]
    seconds = list(staff.cashiers(bodies.plans))
    drafts += [_staff_draft(plan, bodies, next(names), next(numbers), since) for plan in seconds]
    loaded: list[services.Loaded] = []
    with progress.stage("人员 persons", len(drafts), "persons") as stage:
        for start in range(0, len(drafts), _BATCH):
            batch = drafts[start : start + _BATCH]
            loaded += services.load_persons(actor=actor, now=now, scope=ground.city.path, drafts=batch)
            stage.step(len(batch))
    found = _people(desks, bodies, homes, drafts, loaded[: len(desks) + len(homes)], now)
    return replace(found, cashiers=_cashiers(seconds, bodies, loaded[len(desks) + len(homes) :], now))


def write_companies(
    *,
    actor: Actor,
    now: datetime,
    ground: Ground,
    bodies: Bodies,
    people: People,
    scale: Scale,
    progress: Progress,
) -> dict[int, int]:
    """Write companies, their projects and how estates are managed; return each served estate's company body."""
    since, traded = beginning(now), trading(now)
    plans = [plan for plan in bodies.plans if plan.key[0] == "company"]
    lots = [lot for lot in ground.lots if company_of(ground, lot, scale)]
    with progress.stage("物业 companies", len(plans) + len(lots) + len(ground.lots), "entries") as stage:
        ids = companies.add_companies(
            actor=actor,
            now=now,
            drafts=[
                companies.CompanyDraft(
                    plan.name, credit_code(ground.city.code, plan.key[1]), bodies.ids[plan.key], traded
                )
                for plan in plans
            ],
        )
        write_leaders(actor=actor, now=now, company_ids=ids, since=since)
        stage.step(len(plans))
        drafts = []
        for lot in lots:
            number = company_of(ground, lot, scale)
            body = bodies.ids["company", number, ""]
            manager = people.clerks[body].person_id
            drafts.append(_project(lot, ids[number - 1], manager, traded, shanghai_day(now)))
        for start in range(0, len(drafts), 60):
            companies.begin_projects(actor=actor, now=now, drafts=drafts[start : start + 60])
            stage.step(len(drafts[start : start + 60]))
        _revise(actor, now, drafts)
        begun = {draft.estate_id: draft.valid_from for draft in drafts}
        modes = [entered for lot in ground.lots if (entered := _mode(lot, begun.get(lot.row.id), since, now))]
        companies.load_modes(actor=actor, now=now, drafts=modes)
        renovations = [found for lot in ground.lots if (found := _renovation(lot, since, now))]
        companies.plan_renovations(actor=actor, now=now, drafts=renovations)
        stage.step(len(ground.lots))
    return {lot.row.id: bodies.ids["company", company_of(ground, lot, scale), ""] for lot in lots}


def _revise(actor: Actor, now: datetime, drafts: Sequence[companies.ProjectDraft]) -> None:
    """Change the fee of one contract in twelve within its time."""
    today, chosen = shanghai_day(now), drafts[::12]
    running = {
        draft.estate_id: companies_now.project_on(draft.estate_id, today, actor=actor) for draft in chosen
    }
    for draft in chosen:
        project, day = running[draft.estate_id], draft.valid_from + timedelta(days=365)
        if project is not None and draft.fee_fen is not None and day <= today:
            dearer = companies.FeeDraft(day, draft.fee_fen + 10)
            companies.revise_fee(actor=actor, now=now, project_id=project.id, draft=dearer)


def _mode(lot: Lot, begun: date | None, since: date, now: datetime) -> companies.ModeDraft | None:
    """Return how an estate is managed as the street entered it; where a contract says all, one in four is entered."""
    mode, throw = lot.site.mode, dice("mode", lot.site.name)
    if (mode in BY_COMPANY) is not (begun is not None):
        return None  # the showcase has a company in any case
    if mode is None or (mode is Mode.MARKET and throw.randrange(4)):
        return None
    latest = shanghai_day(now)
    day = begun or min(max(since, lot.row.valid_from) + timedelta(days=throw.randrange(1, 300)), latest)
    basis = {
        Mode.COMMUNITY: companies.Basis.STREET,
        Mode.SELF: companies.Basis.OWNERS,
        Mode.NONE: companies.Basis.SURVEY,
    }.get(mode, companies.Basis.CONTRACT)
    return companies.ModeDraft(lot.row.id, mode, day, basis, lot.site.package)


RENOVATED = frozenset({EstateKind.OLD, EstateKind.OPEN, EstateKind.SCATTERED})


def _renovation(lot: Lot, since: date, now: datetime) -> companies.RenovationDraft | None:
    """Return the renovation of an old estate, by dice planned, under way or finished; one in six names no mode."""
    throw = dice("renovation", lot.site.name)
    if lot.site.type.kind not in RENOVATED or throw.randrange(3) == 0:
        return None
    today = shanghai_day(now)
    planned = max(since, lot.row.valid_from) + timedelta(days=throw.randrange(90))
    begun = planned + timedelta(days=throw.randrange(60, 200))
    finished = begun + timedelta(days=throw.randrange(90, 400))
    stage, named = throw.randrange(4), lot.site.mode not in {None, Mode.NONE} and throw.randrange(6) > 0
    if planned > today:
        return None
    return companies.RenovationDraft(
        lot.row.id,
        planned,
        begun if stage > 0 and begun <= today else None,
        finished if stage > 1 and finished <= today else None,
        lot.site.mode if named else None,
    )


def beginning(now: datetime) -> date:
    """Return the day from which bodies, seats and contracts run."""
    return date(now.astimezone(SHANGHAI).year - 2, 1, 1)


def trading(now: datetime) -> date:
    """Return the day from which companies serve estates: a year before the first whose levels are settled."""
    return date(now.astimezone(SHANGHAI).year - 4, 1, 1)


def showcase(ground: Ground) -> Lot:
    """Return the estate around which the sample persons stand: the largest of its kind in a district's street."""

    def fit(lot: Lot) -> tuple[bool, bool, bool, int]:
        home, kind = lot.site.home, lot.site.type.kind
        district, street = home.county.kind is Kind.DISTRICT, home.street.kind is Kind.STREET
        return kind is EstateKind.COMMODITY, district, street, lot.site.units

    return max(ground.lots, key=fit)


def company_of(ground: Ground, lot: Lot, scale: Scale) -> int:
    """Return the number of the company of an estate, 0 where there is none."""
    if lot.site.mode not in BY_COMPANY and lot is not showcase(ground):
        return 0
    return dice("managed", lot.site.package or lot.site.name).randint(1, scale.companies)


def _staff_draft(plan: StaffPlan, bodies: Bodies, name: str, phone: str, since: date) -> PersonDraft:
    body = bodies.ids[plan.body]
    day = since if plan.role is not Role.GRID_WORKER else max(since, date(2024, 1, 1))
    return PersonDraft(
        scope=plan.place.path,
        name=name,
        phone=phone,
        public_office=plan.role not in _OF_COMPANIES,
        username=plan.username,
        sample=plan.sample,
        seats=(SeatDraft(body, plan.role, plan.place.id, plan.place.path, day),),
    )


def _resident_homes(throw: Random, lots: Sequence[Lot], show: Lot, count: int) -> list[Lot]:
    """Return where each resident lives; the first one is the sample."""
    return [show, *throw.choices(list(lots), [lot.site.units for lot in lots], k=count - 1)]


def _people(
    desks: Sequence[StaffPlan],
    bodies: Bodies,
    homes: Sequence[Lot],
    drafts: Sequence[PersonDraft],
    loaded: Sequence[services.Loaded],
    now: datetime,
) -> People:
    seats = _seats(now)
    clerks: dict[int, Actor] = {}
    grid: dict[int, Actor] = {}
    for plan, found in zip(desks, loaded, strict=False):
        body = bodies.ids[plan.body]
        acting = _acting(plan, body, found, seats)
        if plan.role is Role.GRID_WORKER:
            grid[plan.place.id] = acting
        else:
            clerks[body] = acting  # the clerk stands after the secretary and acts for the committee
    residents = tuple(
        (lot.row.id, Neighbour(Actor(Role.RESIDENT, found.account_id, found.person_id), draft.phone))
        for lot, draft, found in zip(homes, drafts[len(desks) :], loaded[len(desks) :], strict=False)
    )
    return People(clerks, {}, grid, residents)


def _cashiers(
    plans: Sequence[StaffPlan], bodies: Bodies, loaded: Sequence[services.Loaded], now: datetime
) -> dict[int, Actor]:
    seats = _seats(now)
    return {
        bodies.ids[plan.body]: _acting(plan, bodies.ids[plan.body], found, seats)
        for plan, found in zip(plans, loaded, strict=True)
    }


def _seats(now: datetime) -> dict[tuple[int, int], int]:
    day = shanghai_day(now + timedelta(days=1))
    return {(row.person_id, row.body_id): row.id for row in queries.appointments_on(day)}


def _acting(
    plan: StaffPlan, body: int, found: services.Loaded, seats: Mapping[tuple[int, int], int]
) -> Actor:
    seen = plan.role in queries.SEES_BY_PLACE
    return Actor(
        role=plan.role,
        account_id=found.account_id,
        person_id=found.person_id,
        body_id=body if plan.role not in _ADMINISTRATIONS else None,
        appointment_id=seats[found.person_id, body],
        places=(PlaceRange(plan.place.path),) if seen else (),
    )


_OF_COMPANIES = frozenset({Role.COMPANY_MANAGER, Role.ASSESSOR})
"""Whose names are their company's and no public office's."""
_ADMINISTRATIONS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


_GRADES = ("一级", "二级", "三级")
_SERVICES = "共用部位和共用设施设备的维护、清扫保洁、绿化养护、秩序维护"
_MORE = ("", "、车辆停放管理", "、车辆停放管理、装饰装修管理、档案管理")
_UNSAID = 12
"""Of one contract in so many nobody registered what services it agrees on."""


def _project(lot: Lot, company: int, manager: int | None, since: date, today: date) -> companies.ProjectDraft:
    """Return the contract of an estate; one in eight small ones came under management only lately."""
    throw = dice("project", lot.site.name)
    begun = max(since, lot.row.valid_from) + timedelta(days=throw.randrange(1, 300))
    if lot.site.type is not LARGE and throw.randrange(8) == 0:
        begun = today - timedelta(days=throw.randrange(150))
    kinds = [companies.Contract.OWNERS, companies.Contract.EARLY_STAGE, companies.Contract.ENTRUSTED]
    kind = throw.choices(kinds, [6, 3, 1])[0]
    until: date | None = begun + timedelta(days=throw.choice([1095, 1460, 1825]))
    if lot.site.type is not LARGE and dice("no term", lot.site.name).randrange(12) == 0:
        until = None  # on purpose: the page of data quality has something to show
    fee = dice("fee", lot.site.name).randrange(30, 260, 10)
    grade = fee // 90
    said = dice("services", lot.site.name).randrange(_UNSAID) > 0
    return companies.ProjectDraft(
        company, lot.row.id, kind, begun, until, manager, fee, _GRADES[grade],
        services=_SERVICES + _MORE[grade] if said else "",
    )  # fmt: skip
