"""Packages: the list of those the actor may see, one with its estates and bidders, and what everybody may know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Count, Q, Sum

from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor
from hemei.oversight.renewal.models import BidderSheet, Package, PackageEstate
from hemei.oversight.renewal.queries.paper import month_of, weights_of
from hemei.oversight.renewal.queries.planning import candidates_of, lines, planning_on
from hemei.oversight.renewal.rules.packages import (
    MAY,
    CostKey,
    PackageState,
    Standing,
    Step,
    may_step,
    shares,
)
from hemei.oversight.renewal.rules.planner.costs import Budget
from hemei.oversight.renewal.rules.planner.ground import Wishes, ground_of

SEERS = frozenset(role for step in Step for role in MAY[step])


@dataclass(frozen=True, slots=True)
class PackageFilter:
    """What a list is narrowed to; empty means all."""

    text: str = ""
    state: PackageState | None = None


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package as lists show it; the sums are those of the estates that stand in it."""

    id: int
    stream: str
    scope: str
    name: str
    street: str
    state: PackageState
    fee_fen: int
    years: int
    cost_key: CostKey
    plan_id: int | None
    alternative: str
    company: str
    company_id: int | None
    contract_fee_fen: int | None
    contract: str
    made_on: date
    issued_on: date | None
    opened_on: date | None
    closes_on: date | None
    signed_on: date | None
    dropped_on: date | None
    estates: int
    left: int
    households: int
    area_dm2: int


_FIELDS = (
    "id", "stream", "scope", "name", "place__name", "state", "fee_fen", "years", "cost_key", "plan_id",
    "alternative", "company__name", "company_id", "contract_fee_fen", "contract", "made_on", "issued_on",
    "opened_on", "closes_on", "signed_on", "dropped_on", "standing", "gone", "homes", "area",
)  # fmt: skip
_LIVE = Q(estates__live=True)


def packages(
    asked: PackageFilter, *, actor: Actor, after: int | None = None, limit: int = 50
) -> list[PackageRow]:
    """Return packages the actor may see, the latest first: by place, or shared with his community; one statement."""
    if actor.role not in SEERS:
        return []
    rows = Package.objects.filter(records.seen_by(actor))
    if asked.text:
        rows = rows.filter(
            Q(name__contains=asked.text)
            | Q(pk__in=PackageEstate.objects.filter(estate__name__contains=asked.text).values("package_id"))
        )
    if asked.state is not None:
        rows = rows.filter(state=asked.state.value)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    counted = rows.annotate(
        standing=Count("estates", filter=_LIVE),
        gone=Count("estates", filter=~_LIVE),
        homes=Sum("estates__households", filter=_LIVE, default=0),
        area=Sum("estates__area_dm2", filter=_LIVE, default=0),
    )
    return [_row(values) for values in counted.order_by("-id").values_list(*_FIELDS)[:limit]]


def all_packages(asked: PackageFilter, *, actor: Actor, chunk: int = 1_000) -> Iterator[PackageRow]:
    """Yield the whole list for an export, read in pages."""
    after = None
    while page := packages(asked, actor=actor, after=after, limit=chunk):
        yield from page
        after = page[-1].id


def _row(values: tuple[Any, ...]) -> PackageRow:
    found = dict(zip(PackageRow.__slots__, values, strict=True))
    found["state"], found["cost_key"] = PackageState(found["state"]), CostKey(found["cost_key"])
    found["company"] = found["company"] or ""
    return PackageRow(**found)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An estate of a package; `part_fen` is its share of the month's cost while it stands."""

    id: int
    estate_id: int
    code: str
    name: str
    scope: str
    area_dm2: int
    households: int
    standing: Standing
    live: bool
    assembly_id: int | None
    decided_on: date | None
    share: Fraction | None
    part_fen: int | None
    project_id: int | None


@dataclass(frozen=True, slots=True)
class BidderLine:
    """A company that bids, with what credit says of it once it was asked."""

    company_id: int
    company: str
    entered_on: date
    level: str
    level_year: int | None
    stars: int | None
    as_of: date | None


@dataclass(frozen=True, slots=True)
class PackagePage:
    """A package with its estates, the month of those that stand in it, who bids, and which steps the actor may take."""

    row: PackageRow
    members: tuple[MemberRow, ...]
    month: Budget | None
    posts: tuple[tuple[str, int], ...]
    bidders: tuple[BidderLine, ...]
    steps: frozenset[Step]
    files: tuple[records.FileRow, ...]


def package_page(package_id: int, *, actor: Actor, on: date) -> PackagePage | None:
    """Return a package the actor may see; one that is not there and one that is not his look alike."""
    row = next(iter(packages_by_id([package_id], actor=actor)), None)
    if row is None:
        return None
    found = Package.objects.get(pk=package_id)
    members = list(found.estates.select_related("estate").order_by("-live", "estate__code"))
    live = [one for one in members if one.live]
    rules = planning_on(on)
    month = month_of(found, live, rules, _metres(live, actor, on)) if live else None
    weights = weights_of(found, live)
    parts = shares(month.cost_fen, weights) if month else {}
    whole = sum(weights.values()) or 1
    names = {post.code: post.name for post in rules.post}
    return PackagePage(
        row,
        tuple(_member(one, weights, whole, parts) for one in members),
        month,
        tuple((names[code], number) for code, number in month.posts) if month else (),
        tuple(_bidders(package_id)),
        frozenset(
            step
            for step in Step
            if may_step(actor.role, step, row.state).allowed
            and (step is Step.CALL or actor.covers(row.scope))
        ),
        tuple(records.files_of([row.stream])),
    )


def earliest_close(on: date) -> date:
    """Return the first day on which a tender that opens on a day may close."""
    return on + timedelta(days=planning_on(on).bidding.days)


def packages_by_id(ids: list[int], *, actor: Actor) -> list[PackageRow]:
    """Return those of some packages that the actor may see."""
    if actor.role not in SEERS:
        return []
    rows = Package.objects.filter(records.seen_by(actor), pk__in=ids).annotate(
        standing=Count("estates", filter=_LIVE),
        gone=Count("estates", filter=~_LIVE),
        homes=Sum("estates__households", filter=_LIVE, default=0),
        area=Sum("estates__area_dm2", filter=_LIVE, default=0),
    )
    return [_row(values) for values in rows.values_list(*_FIELDS)]


def _member(one: PackageEstate, weights: dict[int, int], whole: int, parts: dict[int, int]) -> MemberRow:
    share = Fraction(weights[one.estate_id], whole) if one.estate_id in weights else None
    return MemberRow(
        one.pk, one.estate_id, one.estate.code, one.estate.name, one.scope, one.area_dm2, one.households,
        Standing(one.standing), one.live, one.assembly_id, one.decided_on, share, parts.get(one.estate_id),
        one.project_id,
    )  # fmt: skip


def _metres(members: list[PackageEstate], actor: Actor, on: date) -> int:
    """Return the metres of the shortest tree between the estates that stand, nothing where a way is missing."""
    found = candidates_of([one.estate_id for one in members], actor=actor, on=on)
    if len(found.sites) < 2:  # noqa: PLR2004 - one estate has no ways
        return 0
    rules = planning_on(on)
    ground = ground_of(
        found.sites, lines(found.points.values(), on=on), Wishes(fee_fen=1, beyond_street=True), rules
    )
    return ground.bundle((1 << len(found.sites)) - 1).metres


def _bidders(package_id: int) -> Iterator[BidderLine]:
    rows = BidderSheet.objects.filter(package_id=package_id).order_by("id")
    fields = ("company_id", "company__name", "entered_on", "level", "level_year", "stars", "as_of")
    for values in rows.values_list(*fields):
        yield BidderLine(*values)


def unweighed_bidders(package_id: int) -> list[int]:
    """Return the companies that bid and of which credit has not said anything; row-level security applies."""
    rows = BidderSheet.objects.filter(package_id=package_id, as_of=None).order_by("id")
    return list(rows.values_list("company_id", flat=True))


@dataclass(frozen=True, slots=True)
class PublicPackage:
    """What anybody may know of the package of an estate."""

    id: int
    name: str
    state: PackageState
    fee_fen: int
    years: int
    issued_on: date | None
    opened_on: date | None
    closes_on: date | None
    contract_fee_fen: int | None
    company: str
    estates: tuple[tuple[str, Standing], ...]


_PUBLIC = """
select id, name, state, fee_fen, years, issued_on, opened_on, closes_on, contract_fee_fen, company, estate, standing
from public_package
where id = (select max(id) from public_package where token = %(token)s) order by estate
"""


def public_package(token: str) -> PublicPackage | None:
    """Return the latest issued package of the estate whose board bears this token; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PUBLIC, {"token": token})
        rows = cursor.fetchall()
    if not rows:
        return None
    facts = dict(zip(PublicPackage.__slots__, rows[0][:-2], strict=False))
    facts["state"] = PackageState(facts["state"])
    facts["estates"] = tuple((estate, Standing(standing)) for *_, estate, standing in rows)
    return PublicPackage(**facts)
