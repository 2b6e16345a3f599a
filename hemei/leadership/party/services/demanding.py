"""Turn a line of a responsibility list into a duty of every organisation of its level."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from hemei.ground.people.services import opened
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.periods import Repeat, period_of, titled
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties
from hemei.leadership.duties.services import DutyDraft, SetDuties
from hemei.leadership.party.models import Organisation, Relation
from hemei.leadership.party.rules.acts import Act, may
from hemei.leadership.party.rules.standards import Line, ListLevel, PartyResponsibilities
from hemei.leadership.party.rules.words import RelationKind


def demand_duties(*, actor: Actor, now: datetime, level: str, line: str) -> SetDuties:
    """Set the duties of a line, once a period, within the actor's places. Who leads an organisation accepts.

    Raises:
        Refused: the role may not, or there is no such line today.
    """
    decision = may(actor.role, Act.DEMAND)
    if not decision.allowed:
        raise Refused(decision)
    day = shanghai_day(now)
    listed, found = _line(level, line, day)
    organisations = [
        row
        for row in Organisation.objects.filter(level=level, valid_until=None).order_by("id")
        if actor.covers(row.scope)
    ]
    leaders = _leaders([row.pk for row in organisations])
    drafts = list(_drafts(actor, listed, found, organisations, leaders, day))
    done = duties.set_duties(actor=actor, now=now, drafts=drafts)
    if done.ids:
        scope = organisations[0].scope.split(".", 1)[0] + "."
        data = {"level": level, "line": line, "duties": len(done.ids), "period": _period(found, day)}
        with opened(actor, scope):
            records.record_event(
                stream="party.list",
                type="party.duties_demanded",
                actor=actor,
                at=now,
                scope=scope,
                data=data,
                references=(found.warrant.reference,),
            )
    return done


def _line(level: str, line: str, day: date) -> tuple[ListLevel, Line]:
    try:
        listed = record.standards().find("party-responsibilities", PartyResponsibilities, on=day).of(level)
    except NoStandard:
        listed = None
    found = listed.of(line) if listed else None
    if listed is None or found is None:
        raise Refused.because(mark("责任清单没有这一项"), code="not_found")
    return listed, found


def _leaders(organisations: list[int]) -> dict[int, int]:
    """Return the body that acts for the first leader of each organisation."""
    rows = Relation.objects.filter(below_id__in=organisations, kind=RelationKind.LEADS, valid_until=None)
    found: dict[int, int] = {}
    for below, host in rows.order_by("id").values_list("below_id", "above__host_body_id"):
        found.setdefault(below, host)
    return found


def _drafts(
    actor: Actor,
    listed: ListLevel,
    line: Line,
    organisations: list[Organisation],
    leaders: dict[int, int],
    day: date,
) -> Iterator[DutyDraft]:
    period = _period(line, day)
    for row in organisations:
        setter = leaders.get(row.pk) or actor.body_id
        if setter is None:
            continue
        yield DutyDraft(
            key=f"party.list:{listed.code}.{line.code}:{period}:{row.pk}",
            origin=duties.Origin.PARTY_ITEM,
            origin_stream="party.list",
            origin_item=f"{listed.code}.{line.code}",
            title=titled(line.name, Repeat(line.repeat), period),
            owner=row.host_body_id,
            setter=setter,
            limit=line.limit,
            on_behalf=row.body_id,
            references=(line.warrant.reference,),
        )


def _period(line: Line, day: date) -> str:
    return period_of(Repeat(line.repeat), day)
