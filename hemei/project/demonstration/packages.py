"""One package of small old estates in the made-up city: planned, put to the vote, and short of a member after it.

Nobody writes the package. The street's clerk plans at the usual fee, at which no bundle pays, and again at a higher
one; makes a package of the bundle; the community calls the votes from it; in the last estate most say no, and it
leaves. The rest go out to tender and are under contract today. What a reaction does is called here as the worker would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hemei.ground.companies import queries as companies
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.credit import services as credit
from hemei.oversight.renewal import queries, services
from hemei.project.demonstration.calling import DECIDED
from hemei.project.demonstration.choosing import OPEN, WAIT, do, hold, morning
from hemei.project.demonstration.elections import Desks, desks_of
from hemei.project.demonstration.ground import in_lane
from hemei.project.demonstration.people import Bodies, People
from hemei.project.demonstration.places import Ground, Lot
from hemei.project.demonstration.progress import Progress

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_PLANNED, _ISSUED, _CALLED, _TENDERED, _SIGNED, _BEGAN = 150, 145, 140, 105, 70, 60  # so many days ago
_BIDDING = 25
_FEES = (None, 110)  # the usual one, then fen a square metre and month
_LEAST, _BIDDERS = 3, 3
_CHEAPER = 5  # fen less than owners voted on
_NO, _YES = 15, 95  # of a hundred who take part


def write_packages(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Plan where four small old estates lie side by side, and let each of them vote; the last one says no."""
    with records.all_or_nothing(), progress.stage("打包 packages", 1, "package") as stage:
        lot = next((one for one in ground.lots if in_lane(one.site)), None)
        course = _planned(now, desks_of(lot, bodies, people), lot) if lot is not None else None
        if course is not None:
            _vote(course)
            _tender(course)
            _contract(course, people.clerks[bodies.ids["county", course.county, ""]])
        stage.step()


@dataclass(frozen=True, slots=True)
class _Course:
    """A package on its way, and who acts for it."""

    now: datetime
    desks: Desks
    package: int
    county: int

    def at(self, days: int) -> datetime:
        """Return ten in the morning so many days ago."""
        return _ago(self.now, days)


def _ago(now: datetime, days: int) -> datetime:
    return morning(shanghai_day(now) - timedelta(days=days))


def _planned(now: datetime, desks: Desks, lot: Lot) -> _Course | None:
    """Return a package of three estates or more, made and issued, None where no bundle of the street pays."""
    at, street = _ago(now, _PLANNED), lot.site.home.street
    for fee in _FEES:
        number: int = do(
            desks.street, services.ask_plan, at, draft=services.PlanDraft(place_id=street.id, fee_fen=fee)
        )
        services.work_on_plans(clock=lambda: at)
        with records.acting(desks.street):
            page = queries.plan_page(number, actor=desks.street)
        first = page.result["alternatives"][:1] if page else []
        bundles: Sequence[Mapping[str, Any]] = first[0]["bundles"] if first else []
        chosen = next((one for one, found in enumerate(bundles) if len(found["estates"]) >= _LEAST), None)
        if chosen is None:
            continue
        made = services.PackageDraft(
            plan_id=number, alternative=first[0]["code"], bundle=chosen, name=f"{street.name}示范打包"
        )
        package: int = do(desks.street, services.make_package, at, draft=made)
        do(desks.street, services.issue_package, _ago(now, _ISSUED), package_id=package)
        return _Course(now, desks, package, lot.site.home.county.id)
    return None


def _vote(course: _Course) -> None:
    called = course.at(_CALLED)
    with records.acting(course.desks.street):
        page = queries.package_page(course.package, actor=course.desks.street, on=shanghai_day(called))
    members = sorted(page.members, key=lambda one: one.estate_id) if page else []
    for place, member in enumerate(members):
        assembly: int = do(course.desks.clerk, services.call_vote, called, member_id=member.id, cited=DECIDED)
        hold(course.desks.clerk, assembly, called, ayes=_NO if place == len(members) - 1 else _YES)
        do(_SYSTEM, services.take_result, called + timedelta(days=WAIT + OPEN), assembly_id=assembly)


def _tender(course: _Course) -> None:
    street, at = course.desks.street, course.at(_TENDERED)
    closes = shanghai_day(at) + timedelta(days=_BIDDING)
    do(street, services.open_tender, at, package_id=course.package, closes_on=closes)
    for company in companies.companies()[:_BIDDERS]:
        do(
            street,
            services.enter_bidder,
            at + timedelta(days=9),
            package_id=course.package,
            company_id=company.id,
        )
    weighed = at + timedelta(days=9)
    do(_SYSTEM, credit.weigh_bidders, weighed, package_id=course.package, day=shanghai_day(weighed))


def print_tenders(now: datetime) -> None:
    """Write the documents of the tender, which a process that was forked from one that set pages cannot."""
    with records.acting(_SYSTEM):
        found = queries.packages(queries.PackageFilter(), actor=_SYSTEM)
    for row in found:
        if row.opened_on is not None:
            do(_SYSTEM, services.print_tender, min(now, morning(row.opened_on)), package_id=row.id)


def _contract(course: _Course, county: Actor) -> None:
    began = shanghai_day(course.at(_BEGAN))
    with records.acting(county):
        page = queries.package_page(course.package, actor=county, on=began)
    if page is None:
        raise RuntimeError("The made-up package is not there.")
    signed, fee = shanghai_day(course.at(_SIGNED)), page.row.fee_fen - _CHEAPER
    draft = services.ContractDraft(
        company_id=companies.companies()[0].id, signed_on=signed, valid_from=began,
        term_until=date(began.year + 3, began.month, 1), fee_fen=fee, reference=f"示范打包〔{began.year}〕1号",
    )  # fmt: skip
    do(county, services.record_contract, course.at(_BEGAN), package_id=course.package, draft=draft)
