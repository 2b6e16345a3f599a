"""Editions of boards are made where the last one no longer says what the registers say, and hung."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import Max

from hemei.coordination.boards.models import Edition, Lapse
from hemei.coordination.boards.queries.content import Board, boards_now
from hemei.coordination.boards.rules.acts import Act, may, may_post, may_still_hang
from hemei.coordination.boards.services.lapses import (
    compare_boards,
    end_lapses,
    settle_replacement,
    stream_of,
)
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.kernel.workdays import shanghai_day

MOST_AT_ONCE = 400
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE_LENGTH = 8


def make_editions(*, actor: Actor, now: datetime, estate_ids: Iterable[int]) -> list[int]:
    """Make a new edition for each estate whose latest one says something else than the registers; returns the latest.

    The same registers make none twice: who asks again gets the editions that are there.

    Raises:
        Refused: the role may not, an estate is not the actor's, or there are more than 400 at once.
    """
    demand(may(actor.role, Act.MAKE))
    wanted = sorted(set(estate_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused.because(
            mark("一次最多制作 {most} 块，这次是 {count} 块。"),
            remedy=mark("请分街道、分社区制作。"),
            code="many",
            most=MOST_AT_ONCE,
            count=len(wanted),
        )
    with records.acting(actor):
        seen = places.estates_by_id(wanted, actor=actor)
        missing = next((one for one in wanted if one not in seen), None)
        if not wanted or missing is not None:
            raise Refused.because(mark("没有这个小区，或者它不归您管。"), code="not_found")
        return _made(actor, now, boards_now(wanted, now=now))


def _made(actor: Actor, now: datetime, boards: dict[int, Board]) -> list[int]:
    _hold(boards)
    latest = {
        row.estate_id: row
        for row in Edition.objects.filter(estate_id__in=boards)
        .order_by("estate_id", "-number")
        .distinct("estate_id")
        .only("estate_id", "number", "digest")
    }
    fresh = [
        one
        for one in boards.values()
        if one.estate_id not in latest or latest[one.estate_id].digest != one.digest
    ]
    checkpoint = next(iter(record.public_checkpoints(limit=1)), None)
    rows = [
        Edition(
            id=number, stream=one.stream, scope=one.scope, estate_id=one.estate_id,
            number=latest[one.estate_id].number + 1 if one.estate_id in latest else 1,
            code=new_code(), digest=one.digest,
            content=one.content, manager=one.manager, made_at=now,
            checkpoint_day=checkpoint["day"] if checkpoint else None,
            checkpoint_root=checkpoint["root"] if checkpoint else "",
        )
        for one, number in zip(fresh, records.next_ids("boards_edition", len(fresh)), strict=True)
    ]  # fmt: skip
    records.insert_rows(rows)
    older = Edition.objects.filter(estate_id__in=[row.estate_id for row in rows], posted_on=None).exclude(
        pk__in=[row.pk for row in rows]
    )
    older.update(manager="")
    end_lapses(Lapse.objects.filter(edition__in=older), now)
    records.record_events(
        actor=actor,
        drafts=[
            records.EventDraft(
                stream_of(row.estate_id), "boards.edition_made", now, row.scope,
                {"edition": row.pk, "number": row.number, "digest": row.digest},
            )
            for row in rows
        ],
    )  # fmt: skip
    made = {row.estate_id: row.pk for row in rows}
    return [made.get(one) or latest[one].pk for one in boards]


def _hold(estate_ids: Iterable[int]) -> None:
    """Let nobody else make or hang a board of these estates until this transaction ends; taken in one order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext('boards'), i) from unnest(%s::int[]) i order by i",
            [sorted(estate_ids)],
        )


def new_code() -> str:
    """Return a random version code, without letters that are easily taken for others."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))


def post_editions(*, actor: Actor, now: datetime, edition_ids: Iterable[int], posted_on: date) -> int:
    """Say that editions hang since a day, all or none; returns how many. The ones before are replaced.

    What is known to hang already stays as it is. The manager's name on what is taken down goes. What the registers
    have left behind since it was made lapses at once: it hangs, and is to be replaced.

    Raises:
        Refused: one is not the actor's, not the latest, or the day is before it was made or ahead.
    """
    demand(may(actor.role, Act.POST))
    wanted = sorted(set(edition_ids))
    with records.acting(actor):
        estates = Edition.objects.filter(record.seen_by(actor), pk__in=wanted).values_list(
            "estate_id", flat=True
        )
        _hold(set(estates))
        seen = Edition.objects.filter(record.seen_by(actor), pk__in=wanted)
        rows = list(seen.select_for_update(of=("self",)).order_by("id"))
        if len(rows) != len(wanted) or not rows:
            raise Refused.because(mark("没有这一版公示牌。"), code="not_found")
        fresh = [row for row in rows if row.posted_on is None]
        _demand_may_post(fresh, posted_on, shanghai_day(now))
        lapsed = _take_down([row.estate_id for row in fresh], posted_on, now)
        for row in fresh:
            row.posted_on, row.posted_at, row.hinted_on = posted_on, now, None
        Edition.objects.bulk_update(fresh, ["posted_on", "posted_at", "hinted_on"])
        records.record_events(actor=actor, drafts=[_posted(row, now) for row in fresh])
        for estate in lapsed:
            settle_replacement(estate, now)
        end_lapses(Lapse.objects.filter(edition__in=fresh), now)
        compare_boards(now=now, estate_ids=[row.estate_id for row in fresh])
    return len(fresh)


def _demand_may_post(rows: Sequence[Edition], posted_on: date, today: date) -> None:
    estates = Edition.objects.filter(estate_id__in=[row.estate_id for row in rows])
    last = dict(estates.values("estate_id").annotate(last=Max("number")).values_list("estate_id", "last"))
    for row in rows:
        latest = row.number == last[row.estate_id]
        made = shanghai_day(row.made_at)
        demand(may_post(made_on=made, posted_on=posted_on, today=today, latest=latest))


def _take_down(estate_ids: Sequence[int], day: date, now: datetime) -> list[int]:
    """Take down what hangs in these estates, not before it was hung; returns the estates where it had lapsed."""
    hanging = Edition.objects.filter(estate_id__in=estate_ids, posted_on__isnull=False, replaced_on=None)
    old = list(hanging)
    for row in old:
        row.replaced_on, row.manager = max(day, row.posted_on or day), ""
    Edition.objects.bulk_update(old, ["replaced_on", "manager"])
    running = Lapse.objects.filter(edition__in=old, until_at=None)
    estates = list(running.values_list("edition__estate_id", flat=True))
    end_lapses(running, now)
    return estates


def still_hangs(*, actor: Actor, now: datetime, code: str) -> None:
    """Say that an old edition hangs there still: what was said to hang since does not, and the old one is replaced.

    The posting that was untrue is taken back, so that no figure counts on it; when it was said stays in the events.

    Raises:
        Refused: the role may not, it is not the actor's, or it is the one that is known to hang.
    """
    demand(may(actor.role, Act.POST))
    with records.acting(actor):
        estate = (
            Edition.objects.filter(record.seen_by(actor), code=code)
            .values_list("estate_id", flat=True)
            .first()
        )
        if estate is None:
            raise Refused.because(mark("没有这一版公示牌。"), code="not_found")
        _hold([estate])
        rows = list(
            Edition.objects.select_for_update(of=("self",)).filter(estate_id=estate).order_by("number")
        )
        old = next(row for row in rows if row.code == code)
        hanging = next((row for row in rows if row.posted_on and row.replaced_on is None), None)
        demand(may_still_hang(hangs=hanging is old, latest=rows[-1] is old))
        said: dict[str, int | str] = {"edition": old.pk, "number": old.number}
        if hanging is not None and hanging.posted_on is not None:
            said |= {"untrue": hanging.number, "posted_on": hanging.posted_on.isoformat()}
        newer = [row for row in rows if row.number > old.number]
        untrue = [row for row in rows if row is hanging or (row in newer and row.posted_on)]
        _never_ended(old, newer)
        end_lapses(Lapse.objects.filter(edition__in=untrue), now)
        Edition.objects.filter(pk__in=[row.pk for row in untrue]).update(
            posted_on=None, posted_at=None, replaced_on=None
        )
        old.posted_on, old.replaced_on = old.posted_on or shanghai_day(old.made_at), None
        old.posted_at = old.posted_at or now
        old.hinted_on = None
        old.save(update_fields=["posted_on", "posted_at", "replaced_on", "hinted_on"])
        records.record_event(
            stream=stream_of(estate),
            type="boards.posting_untrue",
            actor=actor,
            at=now,
            scope=old.scope,
            data=said,
        )
        compare_boards(now=now, estate_ids=[estate])
        _since_the_newer(old, newer[0])


def _never_ended(old: Edition, newer: Sequence[Edition]) -> None:
    """Let the lapse of what hangs still run on where a newer edition had ended it, made or said to hang."""
    by_newer = {moment for row in newer for moment in (row.made_at, row.posted_at) if moment}
    Lapse.objects.filter(edition=old, until_at__in=by_newer).update(until_at=None)


def _since_the_newer(old: Edition, newer: Edition) -> None:
    """Let a lapse that begins only now begin as the newer edition was made: it was made because this one had lapsed."""
    if not Lapse.objects.filter(edition=old, until_at__gte=newer.made_at).exists():
        running = Lapse.objects.filter(edition=old, until_at=None, since_at__gt=newer.made_at)
        running.update(since_at=newer.made_at)


@records.whole
def hint_old(*, code: str, now: datetime) -> bool:
    """Count that somebody saw an old edition hang, once a day; returns whether it was new today. Nobody is kept."""
    with connection.cursor() as cursor:
        cursor.execute("select boards_hint(%s, %s)", [code, shanghai_day(now)])
        return bool(cursor.fetchone()[0])


def check_hints(*, actor: Actor, now: datetime, estate_id: int) -> int:
    """Say that somebody went there and no old board hangs; returns how many hints that answers.

    Raises:
        Refused: the role may not.
    """
    demand(may(actor.role, Act.POST))
    with records.acting(actor):
        rows = Edition.objects.filter(record.seen_by(actor), estate_id=estate_id, hinted_on__isnull=False)
        old = list(rows.select_for_update(of=("self",)).order_by("id"))
        if old:
            Edition.objects.filter(pk__in=[row.pk for row in old]).update(hinted_on=None)
            records.record_event(
                stream=stream_of(estate_id), type="boards.hints_checked", actor=actor, at=now, scope=old[0].scope,
                data={"editions": [row.number for row in old]},
            )  # fmt: skip
        return len(old)


def _posted(row: Edition, now: datetime) -> records.EventDraft:
    said = {"edition": row.pk, "number": row.number, "posted_on": (row.posted_on or row.made_at).isoformat()}
    return records.EventDraft(stream_of(row.estate_id), "boards.edition_posted", now, row.scope, said)
