"""A plan is asked for, worked out by the worker, and never changed: another wish is another plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hemei.ground.places import queries as places
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, PlaceRange, Role
from hemei.kernel.decision import Reason, Refused, demand, gives_reason, mark
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.renewal.models import PackagePlan
from hemei.oversight.renewal.queries.facts import renewal_modes
from hemei.oversight.renewal.queries.planning import Candidates, candidates, lines, planning_on
from hemei.oversight.renewal.rules.packages import BEYOND, MOST_FEE, PLANNERS
from hemei.oversight.renewal.rules.planner.ground import Wishes
from hemei.oversight.renewal.rules.planner.plan import Alternative, Plan, PlannedBundle, plan
from hemei.oversight.renewal.rules.planner.wishing import may_wish

PLANS_TASK = "hemei.renewal.plan_packages"
_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
MOST_WISHES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A plan to be asked for: where, at which fee, who stays together, apart or out, and why beyond one street."""

    place_id: int
    fee_fen: int | None = None
    together: Sequence[Sequence[int]] = ()
    apart: Sequence[tuple[int, int]] = ()
    without: Sequence[int] = ()
    beyond_street: bool = False
    reason: str = ""


def ask_plan(*, actor: Actor, now: datetime, draft: PlanDraft) -> int:
    """Ask for a plan of a street, or with a reason of a county beyond its streets; the worker finds it. Its id.

    Raises:
        Refused: not the actor's place or role, the fee cannot be, or no reason is given.
    """
    place = _place(actor, draft)
    fee = planning_on(shanghai_day(now)).fee.fen if draft.fee_fen is None else draft.fee_fen
    if not 0 < fee <= MOST_FEE:
        raise Refused.because(mark("收费标准须大于0，不超过每平方米每月20元"), field="fee", code="fee")
    if len(draft.together) + len(draft.apart) + len(draft.without) > MOST_WISHES:
        raise Refused.because(
            mark("固定和排除的太多"), remedy=mark("请减少一些，或分几次测算"), code="too_many"
        )
    together = tuple(tuple(group) for group in draft.together)
    demand(
        may_wish(
            Wishes(fee_fen=fee, together=together, apart=tuple(draft.apart), without=frozenset(draft.without))
        )
    )
    with records.acting(actor), transaction.atomic():
        (number,) = records.next_ids("renewal_packageplan", 1)
        row = PackagePlan(
            id=number,
            stream=f"renewal.plan:{number}",
            scope=place.path,
            place_id=place.id,
            beyond_street=draft.beyond_street,
            asked={
                "fee_fen": fee,
                "together": [sorted(set(group)) for group in draft.together],
                "apart": [list(pair) for pair in draft.apart],
                "without": sorted(set(draft.without)),
            },
            asked_at=now,
        )
        data: dict[str, Any] = {"fee_fen": fee, "beyond_street": draft.beyond_street}
        if draft.beyond_street:
            sealed = records.seal(
                stream=row.stream, scope=row.scope, field="reason", text=draft.reason.strip()
            )
            row.reason_id = sealed.vault_id
            data["reason"] = sealed.commitment
        row.save(force_insert=True)
        records.record_event(
            stream=row.stream, type="renewal.plan_asked", actor=actor, at=now, scope=row.scope, data=data
        )
        records.wake(PLANS_TASK, now)
    return int(number)


def _place(actor: Actor, draft: PlanDraft) -> places.PlaceRow:
    if actor.role not in PLANNERS:
        raise Refused.because(mark("这个身份不能测算打包"), remedy=mark("请由街道或区县办理"), code="role")
    try:
        place = places.place(draft.place_id)
    except places.NoSuchPlace:
        place = None
    if place is None or not actor.covers(place.path):
        raise Refused.because(mark("没有找到这个街道"), field="place", code="place")
    if draft.beyond_street:
        if actor.role not in BEYOND or place.level is not places.Level.COUNTY:
            raise Refused.because(
                mark("跨街道打包由区县统一测算"), remedy=mark("请改在一个街道内测算"), field="beyond_street",
                code="beyond",
            )  # fmt: skip
        demand(gives_reason(mark("没有写明为什么跨街道。"), draft.reason))
    elif place.level is not places.Level.STREET:
        raise Refused.because(
            mark("请选择一个街道"), remedy=mark("跨街道的写明理由"), field="place", code="street"
        )
    return place


def work_on_plans(*, clock: Callable[[], datetime]) -> int:
    """Work out the plans that wait, the oldest first; how many. For the worker; may be killed and begun again."""
    done = 0
    while (row := _waiting()) is not None:
        _work(row, clock)
        done += 1
    return done


def _waiting() -> PackagePlan | None:
    with records.acting(_SYSTEM):
        return PackagePlan.objects.filter(done_at=None).order_by("id").first()


def _work(row: PackagePlan, clock: Callable[[], datetime]) -> None:
    on, here = shanghai_day(row.asked_at), Actor(role=Role.SYSTEM, places=(PlaceRange(row.scope),))
    with records.acting(here):
        rules, modes = planning_on(on), renewal_modes(on)
        found = candidates(modes, actor=here, on=on)
        barred = lines(found.points.values(), on=on)
    asked = row.asked
    wishes = Wishes(
        fee_fen=asked["fee_fen"],
        together=tuple(tuple(group) for group in asked["together"]),
        apart=tuple((one, other) for one, other in asked["apart"]),
        without=frozenset(asked["without"]),
        beyond_street=row.beyond_street,
    )
    try:
        result = _stored(
            plan(found.sites, barred, wishes, rules, told=lambda percent: _tell(row, percent)), found
        )
    except Refused as refused:
        result = {**_ground(found), "alternatives": [], "nothing": _said(refused.decision.reasons[0])}
    with records.acting(_SYSTEM), transaction.atomic():
        now = clock()
        PackagePlan.objects.filter(pk=row.pk).update(
            result=result, percent=100, done_at=now, standard_on=rules.head.day
        )
        records.record_event(
            stream=row.stream, type="renewal.plan_made", actor=_SYSTEM, at=now, scope=row.scope,
            data={
                "estates": len(found.sites),
                "unplaced": len(found.unplaced),
                "bundles": [len(one["bundles"]) for one in result["alternatives"]],
            },
            references=(modes.small.warrant.reference, rules.walk.warrant.reference),
        )  # fmt: skip


def _tell(row: PackagePlan, percent: int) -> None:
    """Write how far it is, for who waits; only where the bar would move."""
    if percent >= row.percent + 5:
        row.percent = percent
        with records.acting(_SYSTEM):
            PackagePlan.objects.filter(pk=row.pk).update(percent=min(percent, 99))


def _stored(found: Plan, ground: Candidates) -> dict[str, Any]:
    return {
        **_ground(ground),
        "alternatives": [_alternative(one) for one in found.alternatives],
        "looked_at": found.looked_at,
        "nothing": _said(found.nothing) if found.nothing else None,
        "left": [[left.estate, _said(left.why)] for left in found.left],
    }


def _ground(found: Candidates) -> dict[str, Any]:
    """Return what the plan was made from: it can be shown years later as it was."""
    return {
        "sites": {
            str(site.id): [site.name, *found.points[site.id], site.area_dm2, site.households]
            for site in found.sites
        },
        "unplaced": [[row.id, row.code, row.name] for row in found.unplaced],
    }


def _alternative(one: Alternative) -> dict[str, Any]:
    return {
        "code": one.code,
        "points": one.points,
        "gap": str(one.gap),
        "counted_out": one.counted_out,
        "bundles": [_bundle(bundle) for bundle in one.bundles],
        "left": [[left.estate, _said(left.why)] for left in one.left],
    }


def _bundle(one: PlannedBundle) -> dict[str, Any]:
    budget = asdict(one.budget)
    return {
        "estates": list(one.estates),
        "streets": list(one.streets),
        "households": one.households,
        "area_dm2": one.area_dm2,
        "metres": one.metres,
        **budget,
        "cost_fen": one.budget.cost_fen,
        "surplus_fen": one.budget.surplus_fen,
        "staff": one.budget.staff,
    }


def _said(why: Reason) -> dict[str, Any]:
    return {"code": why.code, "text": why.text, "values": dict(why.values), "remedy": why.remedy}
