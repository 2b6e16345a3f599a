"""Joint visits: set with their participants, what each found with what it has to do next, held or cancelled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db.models import Q

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import facts_of, law_of
from hemei.coordination.cases.models import Case, Visit, VisitPart
from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.moves import Viewer
from hemei.coordination.cases.rules.visits import (
    FINDING_TEXTS,
    GOES_ON,
    Finding,
    Part,
    VisitDraft,
    absent,
    check_draft,
    check_finding,
    late_by,
    may_find,
    may_hold,
    may_join,
    may_set,
)
from hemei.coordination.cases.services.acting import NoSuchCase, locked
from hemei.coordination.cases.services.looking import keep_marks, only_marked
from hemei.coordination.cases.services.photos import read_photos
from hemei.ground.clocks import queries as clocks
from hemei.ground.companies import queries as companies
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused, demand, gives_reason, mark
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.leadership.duties import services as duties

_SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
_COMPANY, _COMMUNITY, _STREET, _OFFICE = -40, -30, -20, -1
"""The nearest to the estate first; the offices of county and city follow by how deep their place lies."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A body that can be called together; `usual` where the list names it for this kind of case."""

    name: str
    usual: bool


def invitable(
    *, scope: str, estate_id: int | None, fact_on: date, now: datetime, kind: str = ""
) -> dict[int, Invited]:
    """Return who can be called to a joint visit at a place: departments, community and street, the company.

    First whom the list names for the kind, the leading one before the others; then from the company upwards, those of
    one level as the list has them.
    """
    today = shanghai_day(now)
    facts = facts_of(scope=scope, fact_on=fact_on, now=now)
    line = facts.law.lines.get(kind)
    usual = (line.lead, *line.joint) if line else ()
    found = {
        row.id: (row.short_name, row.department, -row.scope.count("."))
        for row in people.department_bodies(scope, today)
    }
    levels = {"community": (_COMMUNITY, "CO"), "street": (_STREET, "ST")}
    for level, body in facts.chain.items():
        rank, code = levels.get(level, (found.get(body.id, ("", "", _OFFICE))[2], body.department))
        found[body.id] = (body.name, code, rank)
    company = companies.company_body_on(estate_id, today) if estate_id else None
    if company:
        found[company[0]] = (company[1], "PC", _COMPANY)
    place = {code: number for number, code in enumerate(usual)}
    order = {code: number for number, code in enumerate(facts.law.departments)}
    ranked = sorted(
        found.items(),
        key=lambda one: (
            place.get(one[1][1], len(place)),
            one[1][2],
            order.get(one[1][1], len(order)),
            one[0],
        ),
    )
    return {body: Invited(name, code in place) for body, (name, code, _) in ranked}


@records.whole
def set_visit(*, viewer: Viewer, now: datetime, number: str, draft: VisitDraft) -> int:
    """Call bodies to the estate together; each of them sees the case from now on. Returns the visit's number.

    Raises:
        NoSuchCase: not there, or not his.
        Refused: not his to call, one is open already, or not said when, where or who.
    """
    case, state = locked(number)
    demand(may_set(state, viewer))
    own = viewer.actor.body_id or 0
    bodies = tuple(sorted({*draft.bodies} - {own}))
    check_draft(VisitDraft(meets_at=draft.meets_at, spot=draft.spot, bodies=(*bodies, own)), now)
    known = invitable(scope=case.scope, estate_id=case.estate_id, fact_on=case.fact_on, now=now)
    if any(body not in known for body in bodies):
        raise Refused.because(mark("有的单位不在这个地点的名单里"), field="bodies", code="unknown_body")
    if Visit.objects.filter(case=case, ended_at=None).exists():
        raise Refused.because(mark("本案还有一次联合执法没有结束"), field="meets_at", code="open_visit")
    spot = records.seal(stream=case.stream, scope=case.scope, field="spot", text=draft.spot)
    visit = Visit.objects.create(
        case=case,
        stream=case.stream,
        scope=case.scope,
        number=Visit.objects.filter(case=case).count() + 1,
        body_id=own,
        meets_at=draft.meets_at,
        spot_id=spot.vault_id,
        set_at=now,
    )
    VisitPart.objects.bulk_create(
        [
            VisitPart(visit=visit, stream=case.stream, scope=case.scope, body_id=body)
            for body in (own, *bodies)
        ]
    )
    records.grant_access(stream=case.stream, bodies=bodies)
    said = {
        "visit": visit.number,
        "meets": draft.meets_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        "bodies": list(bodies),
    }
    _event(viewer.actor, now, visit, "cases.visit_set", said)
    _owe_end(viewer.actor, now, visit, state.level)
    return int(visit.number)


def _owe_end(actor: Actor, now: datetime, visit: Visit, level: int) -> None:
    """Let whoever called a visit owe its end to the body above: while it is open nobody can call another."""
    case, rule = visit.case, law_of(shanghai_day(now)).checks.joint_visit
    facts = facts_of(scope=case.scope, fact_on=case.fact_on, now=now)
    above = _above(facts, level, visit.body_id)
    if rule is None or above is None or not duties.are_kept(shanghai_day(now)):
        return
    until = shanghai_day(clocks.working_time(now=now).due(visit.meets_at, rule.limit).at)
    draft = duties.DutyDraft(
        key=f"cases.visit:{visit.pk}:end",
        origin=duties.Origin.DIRECT,
        origin_stream=visit.stream,
        origin_item=_item(visit),
        title=f"案件{case.number}第{visit.number}次联合执法：登记到场单位并结束，没有进行的取消",
        owner=visit.body_id,
        setter=above,
        limit=duties.limit_to(until, now),
        about={"estate": case.estate_id} if case.estate_id else {},
        references=(rule.warrant.reference,),
    )
    duties.set_duties(actor=actor, now=now, drafts=[draft])


def _above(facts: Facts, level: int, body: int) -> int | None:
    """Return who stands next above a level at the place of a case and is not this body; None at the top."""
    above = facts.above(level)
    while above is not None and above[1].id == body:
        above = facts.above(above[0])
    return None if above is None else above[1].id


def _item(visit: Visit) -> str:
    return f"visit-end:{visit.pk}"


@records.whole
def join_visit(*, viewer: Viewer, now: datetime, number: str) -> None:
    """Say that the viewer's body is there; who comes after the meeting time is late by that much. Raises Refused."""
    visit = _open_visit(number)
    part = _own_part(visit, viewer)
    demand(may_join(visit.meets_at, now))
    if part.came_at is not None:
        raise Refused.because(mark("贵单位已经登记到场"), code="came")
    part.came_at = now
    part.save(update_fields=["came_at"])
    late = late_by(now, visit.meets_at)
    said = (
        {"visit": visit.number, "minutes": int(late.total_seconds() // 60)}
        if late
        else {"visit": visit.number}
    )
    _event(viewer.actor, now, visit, "cases.visit_joined", said)


@records.whole
def record_finding(
    *,
    viewer: Viewer,
    now: datetime,
    number: str,
    found: str,
    text: str,
    until: date | None = None,
    photos: Sequence[BinaryIO] = (),
) -> None:
    """Record what the viewer's body found; what goes on becomes its duty, with a clock of its own. Raises Refused.

    Who came may say it after the visit was ended too, until the next is set: whoever called it ends it for itself.
    """
    pictures = read_photos(photos, law_of(shanghai_day(now)).intake)
    visit = _last_visit(number)
    part = _own_part(visit, viewer)
    if now < visit.meets_at:
        raise Refused.because(mark("还没有到集合时间"), code="too_early")
    if visit.held and part.came_at is None:
        raise Refused.because(mark("这次联合执法贵单位没有到场"), code="not_there")
    if part.finding:
        raise Refused.because(mark("贵单位的检查结果已经登记"), field="finding", code="found")
    finding = check_finding(found, text, until, shanghai_day(now))
    demand(may_find(finding, viewer.actor.role))
    sealed = records.seal(stream=visit.stream, scope=visit.scope, field="text", text=text)
    part.came_at = part.came_at or visit.meets_at
    part.found_at, part.finding, part.text_id = now, finding.value, sealed.vault_id
    said: dict[str, Any] = {
        "visit": visit.number,
        "finding": finding.value,
        "texts": {"text": {"vault": sealed.vault_id, "commitment": sealed.commitment}},
    }
    if finding in GOES_ON and until is not None:
        part.duty_id = _next_duty(viewer, now, visit, part, until)
        said["until"] = until.isoformat()
    if pictures:
        said["photos"] = _kept(visit, pictures, now)
    part.save(update_fields=["came_at", "found_at", "finding", "text_id", "duty_id"])
    _event(viewer.actor, now, visit, "cases.visit_found", said)


def _kept(visit: Visit, pictures: Sequence[records.Photo], now: datetime) -> list[int]:
    where = {"stream": visit.stream, "scope": visit.scope, "purpose": f"visit-{visit.pk}"}
    files = [records.add_photo(photo, **where, now=now).pk for photo in pictures]
    keep_marks(visit.case, files, only_marked(pictures))
    return files


def _next_duty(viewer: Viewer, now: datetime, visit: Visit, part: VisitPart, until: date) -> int | None:
    """Set what a body began as its duty; `_accepting` says who accepts, extends or cancels it."""
    key = f"cases.visit:{visit.pk}:{part.body_id}"
    draft = duties.DutyDraft(
        key=key,
        origin=duties.Origin.DIRECT,
        origin_stream=visit.stream,
        title=f"案件{visit.case.number}联合执法：{FINDING_TEXTS[Finding(part.finding)]}",
        owner=part.body_id,
        setter=_accepting(now, visit, part.body_id),
        limit=duties.limit_to(until, now),
        about={"estate": visit.case.estate_id} if visit.case.estate_id else {},
    )
    return duties.set_duties(actor=viewer.actor, now=now, drafts=[draft]).ids.get(key)


def _accepting(now: datetime, visit: Visit, finder: int) -> int:
    """Return who accepts what a body began at a visit: whoever called it, and of his own order another.

    That is the case's home body; of the home body's own order the next above.
    """
    case = visit.case
    for body in (visit.body_id, case.home_body_id):
        if body != finder:
            return int(body)
    facts = facts_of(scope=case.scope, fact_on=case.fact_on, now=now)
    return _above(facts, rows.decode_state(case.snapshot).level, finder) or finder


@records.whole
def end_visit(
    *, viewer: Viewer, now: datetime, number: str, held: bool, came: Collection[int] = (), reason: str = ""
) -> None:
    """End a visit: held, with who came, or cancelled, with a reason; by the body that called it. Raises Refused.

    Held is what the body that called it and another came to. Who came is ticked afterwards, so nobody is late by that:
    late is only who says himself that he is there then.
    """
    visit = _open_visit(number)
    if visit.body_id != viewer.actor.body_id:
        raise Refused.because(mark("由安排联合执法的单位结束或者取消"), code="not_yours")
    if held and now < visit.meets_at:
        raise Refused.because(mark("还没有到集合时间"), code="too_early")
    said: dict[str, Any] = {"visit": visit.number}
    if held:
        parts = VisitPart.objects.filter(visit=visit)
        parts.filter(body_id__in=came, came_at=None).update(came_at=visit.meets_at)
        stood = [Part(one.body_id, one.came_at, one.ended_at is not None) for one in parts.order_by("id")]
        demand(may_hold(stood, visit.body_id))
        said["bodies"] = sorted(one.body for one in stood if one.came_at is not None)
        said["absent"] = list(absent(stood))
    else:
        demand(gives_reason(mark("没有写明取消的理由。"), reason))
        sealed = records.seal(stream=visit.stream, scope=visit.scope, field="text", text=reason)
        said["texts"] = {"text": {"vault": sealed.vault_id, "commitment": sealed.commitment}}
    visit.ended_at, visit.held = now, held
    visit.save(update_fields=["ended_at", "held"])
    _event(viewer.actor, now, visit, "cases.visit_held" if held else "cases.visit_cancelled", said)
    with records.acting(_SYSTEM):
        duties.settle_duties(
            actor=_SYSTEM, now=now, origin_stream=visit.stream, items=[_item(visit)], because=visit.stream
        )


def succeed_visits(*, actor: Actor, now: datetime, body_id: int, successor_id: int | None) -> int:
    """Let the successor of a dissolved body take its part in open visits; without one its part ends, and is said so.

    The visit itself then falls to the successor of who had called it, or to the home body of the case: somebody can
    always end it. Returns how many visits moved; repeated, none does.
    """
    with records.acting(actor):
        moved = (
            Visit.objects.select_related("case")
            .filter(ended_at=None)
            .filter(Q(body_id=body_id) | Q(parts__body_id=body_id, parts__ended_at=None))
        )
        visits = list(moved.distinct().order_by("pk"))
        for visit in visits:
            _pass_on(actor, now, visit, body_id, successor_id)
        return len(visits)


def _pass_on(actor: Actor, now: datetime, visit: Visit, body_id: int, successor_id: int | None) -> None:
    parts = VisitPart.objects.filter(visit=visit)
    own = parts.filter(body_id=body_id, ended_at=None)
    if successor_id is None or parts.filter(body_id=successor_id).exists():
        own.update(ended_at=now)
    else:
        own.update(body_id=successor_id)
    heir = successor_id or visit.case.home_body_id
    if visit.body_id == body_id:
        visit.body_id = heir
        visit.save(update_fields=["body_id"])
    if successor_id is not None:
        records.grant_access(stream=visit.stream, bodies=(successor_id,))
    said = {"visit": visit.number, "from": body_id, **({"to": successor_id} if successor_id else {})}
    _event(actor, now, visit, "cases.visit_succeeded" if successor_id else "cases.visit_left", said)


def _own_part(visit: Visit, viewer: Viewer) -> VisitPart:
    part = VisitPart.objects.filter(visit=visit, body_id=viewer.actor.body_id or 0, ended_at=None).first()
    if part is None:
        raise Refused.because(mark("贵单位没有参加这次联合执法"), code="not_called")
    return part


def _open_visit(number: str) -> Visit:
    case: Case = locked(number)[0]
    visit = Visit.objects.select_related("case").filter(case=case, ended_at=None).first()
    if visit is None:
        raise NoSuchCase(number)
    return visit


def _last_visit(number: str) -> Visit:
    """Return the visit of a case whose findings may be said: the last that is open or was held."""
    case: Case = locked(number)[0]
    found = Visit.objects.select_related("case").filter(case=case).exclude(held=False)
    visit = found.order_by("-number").first()
    if visit is None:
        raise NoSuchCase(number)
    return visit


def _event(actor: Actor, now: datetime, visit: Visit, kind: str, about: dict[str, Any]) -> None:
    records.record_event(
        stream=visit.stream, type=kind, actor=actor, at=now, scope=visit.scope, data={"about": about}
    )
