"""What a committee's life demands becomes duties: of the committee, the community that guides, the street above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hemei.community.committees.models import Handover
from hemei.ground.people import queries as people
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties


@dataclass(frozen=True, slots=True)
class Bodies:
    """Who answers for a committee's estate, as far as there is one."""

    community: int | None
    street: int | None
    county: int | None


def bodies_of(scope: str, on: date) -> Bodies:
    """Return the bodies above an estate; three statements."""
    return Bodies(
        people.community_body_for(scope, on),
        people.street_body_for(scope, on),
        people.county_body_for(scope, on),
    )


@dataclass(frozen=True, slots=True)
class Demand:
    """A duty to be: who owes it, who sets it, in which words."""

    owner: int | None
    setter: int | None
    title: str
    superior: int | None = None


def set_demands(
    *, actor: Actor, now: datetime, key: str, stream: str, item: str, until: date, demands: Iterable[Demand],
    reference: Reference,
) -> int:  # fmt: skip
    """Set the duties of which owner and setter are known; the same key sets none twice. Returns how many are new."""
    left = max(1, (until - shanghai_day(now)).days)
    drafts = [
        duties.DutyDraft(
            key=f"{key}:{one.owner}", origin=duties.Origin.COMMITTEE_LIFE, origin_stream=stream, origin_item=item,
            title=one.title, owner=one.owner, setter=one.setter, superior=one.superior,
            limit=Limit(left, "days"), references=(reference,),
        )
        for one in demands if one.owner is not None and one.setter is not None
    ]  # fmt: skip
    return len(duties.set_duties(actor=actor, now=now, drafts=drafts).ids) if drafts else 0


def owe_handover(*, actor: Actor, now: datetime, row: Handover, reference: Reference) -> None:
    """The committee owes the handover; where it is late, the street hears of it (see `watch`)."""
    bodies = bodies_of(row.scope, shanghai_day(now))
    set_demands(
        actor=actor, now=now, key=row.stream, stream=row.stream, item=row.kind, until=row.due_on,
        demands=[Demand(row.body_id, bodies.community, "移交印章、档案资料和属于全体业主的财物", bodies.street)],
        reference=reference,
    )  # fmt: skip
