"""The clocks of a dispute with their two warnings: started, prolonged, settled, and what the sweep gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Q

from hemei.ground.clocks import queries as clock_queries
from hemei.ground.clocks import services as clocks
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Reference, demand
from hemei.kernel.limits import Limit
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.oversight.mediation.facts import rules_on
from hemei.oversight.mediation.models import Dispute, Warned
from hemei.oversight.mediation.rules.acts import Move
from hemei.oversight.mediation.rules.clocks import (
    ACCEPTING,
    MEDIATING,
    Planned,
    Watched,
    all_agreed,
    last_without_agreement,
    may_extend,
    planned,
    was_warned,
)
from hemei.oversight.mediation.services.shared import handled, live_parties, step, tell

BATCH = 200


def start_clock(
    actor: Actor, now: datetime, row: Dispute, *, key: str, kind: str, limit: Limit, reference: Reference
) -> datetime:
    """Start a clock of the mediating body, plan its two warnings, and return when it ends."""
    subject = clocks.Subject(row.stream, row.scope, key, kind, row.body_id)
    line = clocks.start_deadline(
        actor=actor, now=now, subject=subject, limit=limit, working_time=clock_queries.working_time(now=now),
        reference=reference,
    )  # fmt: skip
    _plan(row, key, kind, planned(now, line.due.at, rules_on(shanghai_day(now))), now, line.due.at)
    return line.due.at


def stop_clock(actor: Actor, now: datetime, row: Dispute, *, key: str, cancelled: bool = False) -> None:
    """Settle a clock. What ended unwarned is nobody's delay: it is cancelled, never missed."""
    warned = list(Warned.objects.select_for_update().filter(stream=row.stream, key=key, settled_at=None))
    if not warned:
        return
    late = now > warned[0].due_at
    unwarned = late and not was_warned(watched(warned))
    Warned.objects.filter(pk__in=[one.pk for one in warned]).update(settled_at=now)
    clocks.settle_deadline(actor=actor, now=now, stream=row.stream, key=key, cancelled=cancelled or unwarned)
    if unwarned and not cancelled:
        tell(actor, now, row, "mediation.clock_unwarned", {"key": key})


def stop_begun(actor: Actor, now: datetime, row: Dispute, key: str, *, cancelled: bool = False) -> None:
    """Settle the clock that runs under a key, or under this key and the stint of a body that took the file over."""
    running = Warned.objects.filter(stream=row.stream, settled_at=None)
    named = running.filter(Q(key=key) | Q(key__startswith=f"{key}:"))
    for one in sorted(set(named.values_list("key", flat=True))):
        stop_clock(actor, now, row, key=one, cancelled=cancelled)


def stop_clocks(
    actor: Actor, now: datetime, row: Dispute, *, cancelled: bool = False, whole: bool = False
) -> None:
    """Settle the clocks of mediation that run against its body; with `whole` also those of what was agreed.

    What binds goes on to be due while the parties talk anew, so only the body that gives the file away stops it; the
    one that takes it watches on.
    """
    running = Warned.objects.filter(stream=row.stream, settled_at=None)
    if not whole:
        running = running.filter(kind__in=(ACCEPTING, MEDIATING))
    keys = running.values_list("key", flat=True)
    for key in sorted(set(keys)):
        stop_clock(actor, now, row, key=key, cancelled=cancelled)


def watched(rows: Iterable[Warned]) -> Watched:
    """Return the warnings of one clock as the rules read them."""
    found = sorted(rows, key=lambda one: one.number)
    return Watched(
        found[0].started_at,
        found[0].due_at,
        tuple(Planned(one.number, one.at, one.given_at) for one in found),
    )


def extend_term(
    *, actor: Actor, now: datetime, dispute_id: int, until: date, reason: str, agreed: tuple[int, ...] = ()
) -> None:
    """Prolong the time of mediation to the end of a day; beyond a month only where all parties (by id) agreed.

    Raises:
        Refused: the dispute is not the actor's or not in mediation, no reason is given, or a party did not agree.
    """
    row = handled(actor, dispute_id, Move.EXTEND)
    today, working = shanghai_day(now), clock_queries.working_time(now=now)
    rules = rules_on(today)
    accepted, parties = row.accepted_at or now, [party.pk for party in live_parties(row)]
    whole = all_agreed(parties, agreed)
    last = last_without_agreement(accepted, rules.longest.limit, working)
    demand(
        may_extend(
            accepted_on=shanghai_day(accepted), until=until, today=today, agreed=whole, reason=reason,
            longest=(last, rules.longest.warrant.reference),
        )
    )  # fmt: skip
    key, limit = term_key(row), Limit((until - shanghai_day(accepted)).days, "days")
    subject = clocks.Subject(row.stream, row.scope, key, MEDIATING, row.body_id)
    reference = rules.longest.warrant.reference
    clocks.change_limit(
        actor=actor, now=now, subject=subject, limits=(limit,), working_time=working, reference=reference
    )
    due = working.due(accepted, limit).at
    _plan_again(row, key, MEDIATING, now, due)
    row.due_at = due
    step(
        actor,
        now,
        row,
        Move.EXTEND,
        note=reason,
        about={"until": until.isoformat(), "agreed": sorted(agreed)},
    )
    row.save(update_fields=["due_at", "state"])
    tell(
        actor,
        now,
        row,
        "mediation.term_extended",
        {"until": until.isoformat(), "agreed": whole},
        (reference,),
    )


def term_key(row: Dispute) -> str:
    """Return the key of the clock of mediation at the present body."""
    return f"mediating:{row.stint}"


def accept_key(row: Dispute) -> str:
    """Return the key of the clock of acceptance at the present body."""
    return f"accepting:{row.stint}"


def end_of(day: date) -> datetime:
    """Return the last moment of a day."""
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def sweep(*, actor: Actor, now: datetime, batch: int = BATCH) -> int:
    """Give the warnings whose time has come; returns how many. May be killed and repeated without harm."""
    done = 0
    while True:
        with records.acting(actor):
            found = Warned.objects.select_for_update(skip_locked=True, of=("self",)).select_related("dispute")
            due = list(found.filter(given_at=None, settled_at=None, at__lte=now).order_by("at", "id")[:batch])
            for one in due:
                one.given_at = now
                one.save(update_fields=["given_at"])
                data = {"key": one.key, "warning": one.number, "due_at": one.due_at.isoformat()}
                tell(actor, now, one.dispute, "mediation.warned", data)
        done += len(due)
        if len(due) < batch:
            return done


def follow_moved(*, actor: Actor, now: datetime, stream: str, key: str, due_at: datetime) -> None:
    """A new calendar moved the end of a clock: its warnings move with it. Repeating it does no harm."""
    del actor
    first = Warned.objects.select_related("dispute").filter(stream=stream, key=key, settled_at=None).first()
    if first is None or first.due_at == due_at or due_at <= now:
        return
    row = first.dispute
    _plan_again(row, key, first.kind, now, due_at)
    if key == term_key(row):
        row.due_at = due_at
        row.save(update_fields=["due_at"])


def _plan(
    row: Dispute, key: str, kind: str, warnings: Iterable[Planned], started_at: datetime, due_at: datetime
) -> None:
    Warned.objects.bulk_create(
        Warned(
            dispute=row, stream=row.stream, scope=row.scope, key=key, kind=kind, body_id=row.body_id,
            number=one.number, started_at=started_at, at=one.at, due_at=due_at,
        )
        for one in warnings
    )  # fmt: skip


def _plan_again(row: Dispute, key: str, kind: str, now: datetime, due_at: datetime) -> None:
    """Warn twice of a new end: what was given of the old one does not count for it."""
    Warned.objects.filter(stream=row.stream, key=key).delete()
    began = min(now, due_at)
    _plan(row, key, kind, planned(began, due_at, rules_on(shanghai_day(now))), began, due_at)
