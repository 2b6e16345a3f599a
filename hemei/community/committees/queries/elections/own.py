"""An owner's own estates: whether something can be asked for, who stands, what was checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import delivered, gates_of, reader, rules_of
from hemei.community.committees.queries.elections.page import ElectionPage, page_of
from hemei.community.committees.rules import electing, gates
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.committees.rules.election_standards import Gate
from hemei.community.committees.rules.election_words import Standing
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True)
class OwnEstate:
    """An estate in which the actor owns units, with its latest election and whether a first one can be asked for."""

    estate_id: int
    name: str
    units: int
    election_id: int | None
    may_apply: Decision | None


@dataclass(frozen=True, slots=True)
class OwnElection:
    """An election of the actor's estate: only who was accepted and posted is shown, and himself."""

    page: ElectionPage
    estate: str
    asked: bool
    gates: tuple[Gate, ...]


def own_estates(*, actor: Actor, now: datetime) -> list[OwnEstate]:
    """Return the actor's own estates, each with what he can do there."""
    if not may(actor.role, Act.SEE_OWN).allowed:
        return []
    rows = []
    for (estate_id, scope), persons in _own(actor, shanghai_day(now)).items():
        eyes = reader(actor, scope)
        with opened(actor, scope):
            estate = places.estate(estate_id, actor=eyes)
            latest = (
                Election.objects.filter(estate_id=estate_id)
                .order_by("-id")
                .values_list("pk", flat=True)
                .first()
            )
            rows.append(
                OwnEstate(
                    estate_id,
                    estate.name if estate else "",
                    len(persons),
                    latest,
                    _may_apply(estate_id, eyes, now),
                )
            )
    return rows


def _own(actor: Actor, today: date) -> dict[tuple[int, str], list[int]]:
    """Return the actor's own estates with their places: for each unit he owns there, the person he owns it as.

    A member of a committee has its estate too, also where he is known there under no unit.
    """
    found: dict[tuple[int, str], list[int]] = {}
    for unit in people.own_units(actor=actor, on=today):
        found.setdefault((unit.estate_id, unit.scope), []).append(unit.person_id)
    if actor.role is Role.COMMITTEE_MEMBER:
        for estate in places.estates(actor=actor):
            if people.committee_at_work(estate.id, today) == actor.body_id is not None:
                found.setdefault((estate.id, estate.scope), [])
    return found


def _may_apply(estate_id: int, eyes: Actor, now: datetime) -> Decision | None:
    """Whether a first assembly can be asked for; None where a committee or an election is there."""
    today = shanghai_day(now)
    if people.committee_at_work(estate_id, today) is not None:
        return None
    return electing.may_hold_first(delivered(estate_id, actor=eyes, today=today), today, rules_of(today))


def own_elections(*, actor: Actor, now: datetime, election_id: int | None = None) -> list[OwnElection]:
    """Return elections of the actor's own estates, or one of them, as an owner sees them."""
    if not may(actor.role, Act.SEE_OWN).allowed:
        return []
    today, found = shanghai_day(now), []
    for (estate_id, scope), persons in _own(actor, today).items():
        with opened(actor, scope):
            rows = Election.objects.filter(estate_id=estate_id).order_by("-id")
            rows = rows.filter(pk=election_id) if election_id is not None else rows[:1]
            for row in rows:
                page = page_of(row, actor=reader(actor, scope), now=now)
                asked = row.applicants.filter(person_id__in=persons).exists()
                known = gates.asked_gates(gates_of(today), row.adopted)
                found.append(OwnElection(_of_owners(page), row.estate_name, asked, known))
    return found


def _of_owners(page: ElectionPage) -> ElectionPage:
    """Leave out whom owners are not told of: who was not posted, others' objections, what Party members said."""
    posted = page.row.posted_on is not None
    candidates = tuple(
        replace(one, party="")
        for one in page.candidates
        if one.own or (posted and one.standing is Standing.ACCEPTED)
    )
    return replace(
        page, candidates=candidates, objections=tuple(one for one in page.objections if one.own), receipts=(),
    )  # fmt: skip


def file_of(election_id: int, file_id: int, *, actor: Actor, now: datetime) -> tuple[str, bytes, str] | None:
    """Return a file of an election the actor may see: name, content, media type. Owners get what was posted only."""
    if may(actor.role, Act.SEE_OWN).allowed:
        for own in own_elections(actor=actor, now=now, election_id=election_id):
            if any(work.file_id == file_id for work in own.page.works):
                with opened(actor, own.page.row.scope):
                    return _file(own.page.row.stream, file_id)
        return None
    row = Election.objects.filter(record.seen_by(actor), pk=election_id).first()
    return _file(row.stream, file_id) if row is not None and may(actor.role, Act.SEE).allowed else None


def _file(stream: str, file_id: int) -> tuple[str, bytes, str] | None:
    file = next((one for one in record.files_of([stream]) if one.id == file_id), None)
    if file is None:
        return None
    names = record.open_sealed([file.evidence_id]) if file.evidence_id else {}
    return names.get(file.evidence_id or 0) or str(file_id), record.file_content(file), file.media_type
