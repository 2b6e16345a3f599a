"""Rules of procedure of estates as pages and later apps know them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from hemei.community.voting.models import OwnRules
from hemei.community.voting.queries.law import laws_on, own_on
from hemei.community.voting.rules.acts import Act, roles_for
from hemei.community.voting.rules.own_rules import GATES, Own, RulesState, Said, effective, says_of
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor, PlaceRange, Role


@dataclass(frozen=True, slots=True)
class RulesRow:
    """Rules of procedure of an estate: by which decision, from when to when, what they say, and who entered them.

    `idle` are the parameters that law has fixed otherwise since: they are read, and nothing goes by them.
    """

    id: int
    stream: str
    scope: str
    estate_id: int
    estate: str
    title: str
    adopted_on: date
    valid_from: date
    valid_until: date | None
    says: dict[str, Said]
    idle: frozenset[str]
    assembly_id: int | None
    vote_id: int | None
    document: str
    scan_id: int | None
    state: RulesState
    entered_at: datetime
    entered_by: int
    settled_at: datetime | None
    fallen_on: date | None

    def holds(self, day: date) -> bool:
        """Whether votes noticed on a day go by them."""
        runs = self.valid_from <= day and (self.valid_until is None or day < self.valid_until)
        return runs and self.state is RulesState.CONFIRMED and self.fallen_on is None


def rules_row(rules_id: int, *, actor: Actor, on: date) -> RulesRow | None:
    """Return rules of procedure of an estate the actor may read; an owner reads those that were confirmed."""
    row = OwnRules.objects.filter(_read_by(actor, on), pk=rules_id).first()
    return _row(row, on) if row is not None else None


def rules_rows(
    *, actor: Actor, on: date, estate_id: int | None = None, after: int | None = None, limit: int = 50
) -> list[RulesRow]:
    """Return the rules of procedure the actor may read, the newest first, those before an id."""
    rows = OwnRules.objects.filter(_read_by(actor, on))
    if estate_id is not None:
        rows = rows.filter(estate_id=estate_id)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [_row(row, on) for row in rows.order_by("-id")[:limit]]


def waiting_rules(*, actor: Actor) -> record.Lines[tuple[int]]:
    """Return how many rules of procedure wait for the actor to confirm what somebody else entered."""
    if actor.role not in roles_for(Act.CONFIRM_RULES):
        return record.Lines()
    rows = OwnRules.objects.filter(_in_places(actor), state=RulesState.ENTERED)
    return record.counted(rows.exclude(entered_by=actor.person_id or 0))


def gates_in_force(estate_id: int, on: date) -> Said | None:
    """Return which gates of candidates an estate's own rules make bar, and by which article; None where none do."""
    return own_on(estate_id, on).says.get(GATES)


def own_estates(*, actor: Actor, on: date) -> frozenset[int]:
    """Return the estates in which the actor owns a unit, or sits in the committee at work."""
    if actor.role is Role.RESIDENT:
        return frozenset(unit.estate_id for unit in people.own_units(actor=actor, on=on))
    if actor.role is Role.COMMITTEE_MEMBER and actor.body_id is not None:
        estate = people.estate_of_body(actor.body_id)
        at_work = estate is not None and people.committee_at_work(estate, on) == actor.body_id
        return frozenset({estate} if estate is not None and at_work else ())
    return frozenset()


def estate_of_rules(estate_id: int, *, actor: Actor, on: date) -> places.EstateRow | None:
    """Return an estate whose rules of procedure the actor may read."""
    if actor.role in roles_for(Act.SEE):
        return places.estate(estate_id, actor=actor)
    if actor.role is Role.RESIDENT:
        scopes = {unit.scope for unit in people.own_units(actor=actor, on=on) if unit.estate_id == estate_id}
        for scope in scopes:
            with people_services.opened(actor, scope):
                return places.estate(estate_id, actor=replace(actor, places=(PlaceRange(scope),)))
        return None
    own = estate_id in own_estates(actor=actor, on=on)
    return places.estate(estate_id, actor=actor) if own else None


def _read_by(actor: Actor, on: date) -> Q:
    """Who may read: the wall lets everybody see what was confirmed, since every count of an estate goes by it."""
    if actor.role in roles_for(Act.SEE):
        return _in_places(actor)
    own = Q(estate_id__in=own_estates(actor=actor, on=on))
    return own if actor.role is Role.COMMITTEE_MEMBER else own & Q(state=RulesState.CONFIRMED)


def _in_places(actor: Actor) -> Q:
    return record.seen_by(actor)


def _row(row: OwnRules, on: date) -> RulesRow:
    says = says_of(row.says)
    holds = effective(Own(row.pk, row.valid_from, says), laws_on(on)).says
    return RulesRow(
        row.pk, row.stream, row.scope, row.estate_id, row.estate_name, row.title, row.adopted_on, row.valid_from,
        row.valid_until, says, frozenset(set(says) - set(holds)), row.assembly_id, row.vote_id, row.document,
        row.scan_id, RulesState(row.state), row.entered_at, row.entered_by, row.settled_at, row.fallen_on,
    )  # fmt: skip


def scan_content(row: RulesRow) -> tuple[bytes, str] | None:
    """Return the scanned paper and its media type; the caller has opened the place."""
    found = next((file for file in record.files_of([row.stream]) if file.id == row.scan_id), None)
    return (record.file_content(found), found.media_type) if found is not None else None
