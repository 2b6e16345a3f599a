"""Duties that other records keep: they begin with what is owed there, and end with the act itself.

Nobody hands in a second time what a record already proves, and nobody can claim it: see `DUTY_PROOFS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import QuerySet

from hemei.ground.records import queries as record
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties.models import Duty
from hemei.leadership.duties.rules.decide import Act
from hemei.leadership.duties.rules.words import ActName
from hemei.leadership.duties.services.acting import carry_out
from hemei.leadership.duties.services.setting import DutyDraft, set_duties


def are_kept(day: date) -> bool:
    """Whether there were rules of duties on a day: before, nobody had any, and nothing needs to be asked."""
    return record.standards().in_force("duty-rules", on=day) is not None


def settle_duties(
    *, actor: Actor, now: datetime, origin_stream: str, because: str, items: Collection[str] = (),
    named: Callable[[str], bool] | None = None, lapsed: bool = False,
) -> int:  # fmt: skip
    """End the open duties of an origin, or of some of its items: what they demand is done, or is owed no more.

    `because` is the stream of the act that says so; `named` may leave out duties by their key. Returns how many ended;
    may be repeated without harm.
    """
    rows = Duty.objects.filter(origin_stream=origin_stream, ended_at=None)
    if named is not None:
        rows = rows.filter(pk__in=[pk for pk, key in rows.values_list("pk", "key") if named(key)])
    return _end(actor, now, rows.filter(origin_item__in=items) if items else rows, because, lapsed=lapsed)


def keep_duties(
    *, actor: Actor, now: datetime, origin_stream: str, owed: Collection[str],
    draft_of: Callable[[str], Iterable[DutyDraft]], because: str, lapsed: bool = False,
) -> int:  # fmt: skip
    """Let the open duties of an origin be those of the items it owes now; returns how many are new.

    What is owed no more is done, or has lapsed. An item that is owed again is set again: nobody takes back what the
    record still owes. Of a day before there were rules of duties nothing is kept: nobody had any then.
    """
    if not are_kept(shanghai_day(now)):
        return 0
    known = list(Duty.objects.filter(origin_stream=origin_stream).values_list("origin_item", "ended_at"))
    runs = {item for item, ended in known if ended is None}
    over = runs - set(owed)
    if over:
        rows = Duty.objects.filter(origin_stream=origin_stream, ended_at=None, origin_item__in=over)
        _end(actor, now, rows, because, lapsed=lapsed)
    times = Counter(item for item, _ended in known)
    fresh = [
        replace(draft, key=f"{draft.key}:{times[item] + 1}")
        for item in owed if item not in runs
        for draft in draft_of(item)
    ]  # fmt: skip
    return len(set_duties(actor=actor, now=now, drafts=fresh).ids) if fresh else 0


def _end(actor: Actor, now: datetime, rows: QuerySet[Duty], because: str, *, lapsed: bool) -> int:
    act = Act(ActName.LAPSE if lapsed else ActName.SETTLE, because=because)
    found = list(rows.select_for_update().order_by("id"))
    for duty in found:
        carry_out(actor=actor, now=now, duty=duty, act=act)
    return len(found)
