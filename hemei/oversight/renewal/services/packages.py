"""A package is made of an alternative, issued, changed while owners decide, or dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Reference, Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import Package, PackageEstate, PackagePlan
from hemei.oversight.renewal.queries.facts import renewal_modes
from hemei.oversight.renewal.queries.planning import candidates_of, lines, planning_on
from hemei.oversight.renewal.rules.packages import (
    MOVES,
    CostKey,
    PackageState,
    Standing,
    Step,
    elsewhere,
    may_agree,
    may_be_made,
    may_step,
)
from hemei.oversight.renewal.rules.planner.ground import Wishes
from hemei.oversight.renewal.rules.planner.together import may_be_together


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDraft:
    """A package to be made of a bundle of a plan's alternative, by its place in the list from 0."""

    plan_id: int
    alternative: str
    bundle: int
    name: str
    years: int = 3


def missing() -> Refused:
    """Say that it is not there or not the actor's; the two look alike."""
    return Refused.because(mark("没有这个包"), code="not_found")


def make_package(*, actor: Actor, now: datetime, draft: PackageDraft) -> int:
    """Make a package of a planned bundle and return its id; a draft until it is issued.

    Raises:
        Refused: the plan is not the actor's or has no such bundle, an estate stands in another package, a line without
            a crossing lies between, or a name is missing.
    """
    with records.acting(actor), transaction.atomic():
        plan = PackagePlan.objects.filter(pk=draft.plan_id, done_at__isnull=False).first()
        if plan is None or not actor.covers(plan.scope):
            raise missing()
        bundle = _bundle(plan, draft)
        today = shanghai_day(now)
        sites = places.estates_by_id(bundle["estates"], actor=actor)
        demand(
            may_step(actor.role, Step.ISSUE, PackageState.DRAFT),
            may_be_made(draft.name, plan.asked["fee_fen"], draft.years, [row.name for row in sites.values()]),
            _free(list(sites)),
            _near(list(sites), plan, actor, today),
        )
        row = _written(actor, draft, plan, today)
        _write_members(row, list(sites.values()))
        reference = renewal_modes(today).small.warrant.reference
        data = {"plan": plan.pk, "alternative": draft.alternative, "estates": sorted(sites)}
        tell(actor, now, row, "renewal.package_made", data, reference)
    return int(row.pk)


def _bundle(plan: PackagePlan, draft: PackageDraft) -> Mapping[str, Any]:
    for one in plan.result.get("alternatives", ()):
        if one["code"] == draft.alternative and 0 <= draft.bundle < len(one["bundles"]):
            found: Mapping[str, Any] = one["bundles"][draft.bundle]
            return found
    raise Refused.because(mark("这次测算里没有这一包"), code="no_bundle")


def _free(estate_ids: Sequence[int]) -> Decision:
    """Whether none of these estates stands in another package."""
    taken = PackageEstate.objects.filter(live=True, estate_id__in=estate_ids).order_by("estate_id")
    reasons = [
        elsewhere(name, package) for name, package in taken.values_list("estate__name", "package__name")
    ]
    return Decision.no(*reasons) if reasons else Decision.yes()


def _near(estate_ids: Sequence[int], plan: PackagePlan, actor: Actor, on: date) -> Decision:
    """Whether the estates still lie together by today's register: a line may have been entered since the plan."""
    found = candidates_of(estate_ids, actor=actor, on=on)
    wishes = Wishes(fee_fen=plan.asked["fee_fen"], beyond_street=plan.beyond_street)
    return may_be_together(found.sites, lines(found.points.values(), on=on), wishes, planning_on(on))


def _written(actor: Actor, draft: PackageDraft, plan: PackagePlan, today: date) -> Package:
    (number,) = records.next_ids("renewal_package", 1)
    row = Package(
        id=number,
        stream=f"renewal.package:{number}",
        scope=plan.scope,
        place_id=plan.place_id,
        name=" ".join(draft.name.split()),
        plan=plan,
        alternative=draft.alternative,
        state=PackageState.DRAFT.value,
        fee_fen=plan.asked["fee_fen"],
        years=draft.years,
        body_id=actor.body_id,
        made_on=today,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "renewal_package_name_once" not in str(error):
            raise
        raise Refused.because(mark("已经有同名的包"), field="name", code="name_taken") from error
    return row


def _write_members(row: Package, sites: Sequence[places.EstateRow]) -> None:
    try:
        with transaction.atomic():
            PackageEstate.objects.bulk_create(
                PackageEstate(
                    stream=row.stream,
                    scope=site.scope,
                    package=row,
                    estate_id=site.id,
                    area_dm2=site.built_area_dm2,
                    households=site.households,
                    standing=Standing.IN.value,
                )
                for site in sites
            )
    except IntegrityError as error:  # another clerk was quicker: the database has the last word
        if "renewal_packageestate_in_one" not in str(error):
            raise
        raise Refused.because(
            mark("有小区刚刚进了另一个包"), remedy=mark("请重新测算"), field="estates", code="two_packages"
        ) from error


def locked(actor: Actor, package_id: int, step: Step) -> Package:
    """Return a package of the actor's places, locked, if this step may be taken; raises Refused."""
    row = Package.objects.select_for_update().filter(pk=package_id).first()
    if row is None or not actor.covers(row.scope):
        raise missing()
    demand(may_step(actor.role, step, PackageState(row.state)))
    return row


def moved(row: Package, step: Step, **fields: Any) -> None:
    """Move a package on by a step that was allowed, with what else changes."""
    row.state = MOVES[step][PackageState(row.state)].value
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])


def live_members(row: Package) -> list[PackageEstate]:
    """Return the estates that stand in a package, locked, by id of the estate."""
    rows = row.estates.select_for_update(of=("self",)).filter(live=True).select_related("estate")
    return list(rows.order_by("estate_id"))


def issue_package(*, actor: Actor, now: datetime, package_id: int) -> None:
    """Issue a package: its communities see it from now on and call the votes.

    Raises:
        Refused: not the actor's, or not a draft any more.
    """
    with records.acting(actor), transaction.atomic():
        row = locked(actor, package_id, Step.ISSUE)
        today = shanghai_day(now)
        found = places.accountable_communities([one.estate_id for one in live_members(row)], today)
        bodies = people.committees_at(found.values(), today)
        records.grant_access(stream=row.stream, bodies=tuple(sorted(bodies.values())))
        moved(row, Step.ISSUE, issued_on=today)
        tell(actor, now, row, "renewal.package_issued", {"bodies": sorted(bodies.values())})


def leave_package(*, actor: Actor, now: datetime, package_id: int, estate_id: int, reason: str) -> None:
    """Take an estate out of a package before the tender, and say why; it may stand in another from then on.

    Raises:
        Refused: not the actor's, out to tender already, no reason, or its vote runs.
    """
    with records.acting(actor), transaction.atomic():
        row = locked(actor, package_id, Step.LEAVE)
        said = _reason(reason)
        member = next((one for one in live_members(row) if one.estate_id == estate_id), None)
        if member is None:
            raise missing()
        if member.standing == Standing.VOTING:
            raise _voting()
        member.live, member.standing = False, Standing.LEFT.value
        member.decided_on = shanghai_day(now)
        member.save(update_fields=["live", "standing", "decided_on"])
        sealed = records.seal(stream=row.stream, scope=row.scope, field="reason", text=said)
        data = {"estate": estate_id, "reason": sealed.commitment}
        tell(actor, now, row, "renewal.estate_left", data)


def agree_shares(*, actor: Actor, now: datetime, package_id: int, shares: Mapping[int, int] | None) -> None:
    """Share the cost as the estates agreed, in ten thousandths by estate, or with None by building area again.

    Raises:
        Refused: not the actor's, too late, or the shares do not come to the whole.
    """
    with records.acting(actor), transaction.atomic():
        row = locked(actor, package_id, Step.SHARE)
        members = live_members(row)
        if shares is not None:
            demand(may_agree(shares, [one.estate_id for one in members]))
        for member in members:
            member.share = shares[member.estate_id] if shares is not None else None
            member.save(update_fields=["share"])
        key = CostKey.AGREED if shares is not None else CostKey.AREA
        moved(row, Step.SHARE, cost_key=key.value)
        data = {"key": key.value, "shares": {str(number): one for number, one in (shares or {}).items()}}
        tell(actor, now, row, "renewal.shares_agreed", data)


def drop_package(*, actor: Actor, now: datetime, package_id: int, reason: str) -> None:
    """Drop a package before a contract, and say why; its estates are free for another.

    Raises:
        Refused: not the actor's, under contract, a vote runs, or no reason: owners do not vote on what is dropped.
    """
    with records.acting(actor), transaction.atomic():
        row = locked(actor, package_id, Step.DROP)
        said = _reason(reason)
        members = live_members(row)
        if any(member.standing == Standing.VOTING for member in members):
            raise _voting()
        for member in members:
            member.live, member.standing = False, Standing.LEFT.value
            member.save(update_fields=["live", "standing"])
        sealed = records.seal(stream=row.stream, scope=row.scope, field="reason", text=said)
        moved(row, Step.DROP, dropped_on=shanghai_day(now))
        tell(actor, now, row, "renewal.package_dropped", {"reason": sealed.commitment})


def _voting() -> Refused:
    return Refused.because(
        mark("有小区的表决还没有结束"), remedy=mark("请等结果，或先取消会议"), code="voting"
    )


def _reason(text: str) -> str:
    said = text.replace("\x00", "").strip()
    demand(gives_reason(mark("没有写明理由。"), said))
    return said


def tell(
    actor: Actor, now: datetime, row: Package, name: str, data: Mapping[str, Any], *references: Reference
) -> None:
    """Record what happened to a package, at its place, which may lie beyond the actor's own."""
    with opened(actor, row.scope):
        records.record_event(
            stream=row.stream, type=name, actor=actor, at=now, scope=row.scope, data=data,
            references=references,
        )  # fmt: skip
