"""A member of a committee acts for its own estate: the place is opened to him for one act, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from hemei.community.voting.models import Assembly, Proposal
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange, Role
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day

P = ParamSpec("P")
R = TypeVar("R")


def for_own_estate(service: Callable[P, R]) -> Callable[P, R]:
    """Let a service be called by a member of the committee at work in the estate it is about.

    What he calls is his committee's; a meeting that somebody else called he does not conduct.
    """

    @wraps(service)
    def acted(*args: P.args, **kwargs: P.kwargs) -> R:
        said = cast("dict[str, Any]", kwargs)
        actor: Actor = said["actor"]
        if actor.role is not Role.COMMITTEE_MEMBER:
            return service(*args, **kwargs)
        scope = _own_scope(actor, said["now"], said)
        with people_services.opened(actor, scope):
            said["actor"] = replace(actor, places=(PlaceRange(scope), *actor.places))
            return service(*args, **kwargs)

    return acted


def _own_scope(actor: Actor, now: datetime, said: dict[str, Any]) -> str:
    """Return the place of the estate an act is about, if the actor's committee is at work there."""
    estate_id = _estate_of(actor, said)
    estate = places.estate(estate_id, actor=actor) if estate_id is not None else None
    at_work = people.committee_at_work(estate.id, shanghai_day(now)) if estate else None
    if estate is None or actor.body_id is None or at_work != actor.body_id:
        raise Refused.because(
            mark("只有本小区在任的业主委员会可以办理"),
            remedy=mark("请核对小区和任期"),
            field="estate",
            code="forbidden",
        )
    return estate.scope


def _estate_of(actor: Actor, said: dict[str, Any]) -> int | None:
    if "draft" in said and hasattr(said["draft"], "estate_id"):
        return int(said["draft"].estate_id)
    if "estate_id" in said:
        return int(said["estate_id"])
    if "assembly_id" in said:
        rows = Assembly.objects.filter(record.seen_by(actor), pk=said["assembly_id"], body_id=actor.body_id)
        return rows.values_list("estate_id", flat=True).first()
    proposals = Proposal.objects.filter(record.seen_by(actor), pk=said["proposal_id"])
    return proposals.values_list("estate_id", flat=True).first()
