"""The weekly lot: fix the list, take the seed from the first checkpoint that covers it, let bodies owe their visits.

Killed at any time it goes on: each step is one transaction, and a case that was called has its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from hemei.coordination.cases import rows
from hemei.coordination.cases.facts import facts_of, hands_in, law_of
from hemei.coordination.cases.models import Case, Lot, Revisit
from hemei.coordination.cases.rules import acts, lots
from hemei.coordination.cases.rules.facts import Facts
from hemei.coordination.cases.rules.parts import Hand
from hemei.coordination.cases.rules.standards import RevisitRule
from hemei.coordination.cases.rules.words import State
from hemei.coordination.cases.services.acting import act_as_system
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import SHANGHAI, shanghai_day

BATCH = 50
READ_AT_ONCE = 500


def advance_lots(*, actor: Actor, now: datetime) -> int:
    """Fix the lists of weeks that are over, draw where a checkpoint covers one, call who is drawn; returns how many."""
    with records.acting(actor):
        fix_lots(actor=actor, now=now)
        _draw_waiting(actor, now)
        waiting = list(Lot.objects.exclude(seed="").filter(called_at=None).order_by("week"))
    return sum(_call(actor, now, lot) for lot in waiting)


def fix_lots(*, actor: Actor, now: datetime) -> list[Lot]:
    """Fix the list of every whole week since the last one that stands, also of one without closings.

    Where none stands yet, the last whole week is the first. The digest of each is recorded as an event.
    """
    last = Lot.objects.order_by("-week").values_list("week", flat=True).first()
    return [_fixed(week, actor, now) for week in lots.weeks_due(last, shanghai_day(now))]


def _fixed(week: date, actor: Actor, now: datetime) -> Lot:
    rule = law_of(shanghai_day(now)).checks.revisit
    found = _closed(week, now, rule)
    text = lots.as_text(found)
    closed, digest = lots.size(lots.visited(found)), lots.digest_of(text)
    event_id = records.record_event(
        stream=f"cases.lot:{week.isoformat()}",
        type="cases.lot_fixed",
        actor=actor,
        at=now,
        scope=places.city().path,
        data={"week": week.isoformat(), "closed": closed, "digest": digest},
        references=[rule.warrant.reference],
    )
    return Lot.objects.create(
        week=week,
        listing=text,
        digest=digest,
        closed=closed,
        listed_at=now,
        event_id=event_id,
        share=f"{rule.share.value.numerator}/{rule.share.value.denominator}",
    )


def _closed(week: date, now: datetime, rule: RevisitRule) -> dict[int, tuple[str, ...]]:
    """Return the cases that ended in a week as the rule draws them, by the body that would visit them.

    What the city's own body closed, or where all above had a part, has nobody to judge it: it stands in the list
    under nobody and is not drawn.
    """
    since = datetime.combine(week, time(), SHANGHAI)
    ended = Case.objects.filter(
        state=State.ENDED,
        ended_at__gte=since,
        ended_at__lt=since + timedelta(days=7),
    )
    there: dict[str, Facts] = {}
    found: dict[int, list[str]] = {}
    for case, hands in _with_hands(ended.only("number", "scope", "stream", "fact_on", "snapshot").iterator()):
        if case.scope not in there:
            there[case.scope] = facts_of(scope=case.scope, fact_on=case.fact_on, now=now)
        state = rows.decode_state(case.snapshot)
        if not rule.draws(lots.drawn_as(state), asked=lots.could_be_asked(state)):
            continue
        above = replace(there[case.scope], hands=hands).visitor_from(state, state.level + 1)
        found.setdefault(above[1].id if above else lots.NOBODY, []).append(case.number)
    return {body: tuple(numbers) for body, numbers in found.items()}


def _with_hands(cases: Iterator[Case]) -> Iterator[tuple[Case, tuple[Hand, ...]]]:
    """Yield each case with who did its work himself; one statement for some hundred."""
    while some := list(islice(cases, READ_AT_ONCE)):
        hands = hands_in([case.stream for case in some])
        yield from ((case, hands.get(case.stream, ())) for case in some)


def _draw_waiting(actor: Actor, now: datetime) -> None:
    for lot in Lot.objects.select_for_update().filter(seed="").order_by("week"):
        covering = record.checkpoint_covering(lot.event_id)
        if covering is None:
            return
        chosen = drawn_of(lot, seed=covering.root)
        lot.seed, lot.checkpoint_day, lot.drawn_at = covering.root, covering.day, now
        lot.drawn = lots.size(chosen.values())
        lot.save(update_fields=["seed", "checkpoint_day", "drawn_at", "drawn"])
        records.record_event(
            stream=f"cases.lot:{lot.week.isoformat()}",
            type="cases.lot_drawn",
            actor=actor,
            at=now,
            scope=places.city().path,
            data={"week": lot.week.isoformat(), "seed": lot.seed, "drawn": lot.drawn},
        )


def drawn_of(lot: Lot, *, seed: str = "") -> dict[int, tuple[str, ...]]:
    """Return the numbers a lot falls on by visiting body; by the rule of the day the list was fixed."""
    rule = law_of(shanghai_day(lot.listed_at)).checks.revisit
    return lots.draw(lots.as_lots(lot.listing), rule, seed=seed or lot.seed)


def _call(actor: Actor, now: datetime, lot: Lot) -> int:
    """Let each drawn case be visited, a few at a time; a case that has gone on since is left out."""
    numbers = sorted(number for chosen in drawn_of(lot).values() for number in chosen)
    done = 0
    for start in range(0, len(numbers), BATCH):
        with records.acting(actor):
            done += _call_some(actor, now, lot, numbers[start : start + BATCH])
    with records.acting(actor):
        Lot.objects.filter(pk=lot.pk, called_at=None).update(called_at=now)
    return done


def _call_some(actor: Actor, now: datetime, lot: Lot, numbers: Sequence[str]) -> int:
    called = Revisit.objects.filter(lot_id=lot.pk).values("case_id")
    waiting = Case.objects.select_for_update().filter(number__in=numbers).exclude(pk__in=called)
    done = 0
    for case in waiting.order_by("pk"):
        act = acts.DrawRevisit(lot=lot.pk, solver=lots.solver_of(rows.decode_state(case.snapshot)))
        try:
            act_as_system(actor=actor, now=now, case=case, act=act)
        except Refused:
            continue
        done += 1
    return done
