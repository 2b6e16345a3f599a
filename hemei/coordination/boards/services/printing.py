"""Boards are printed: the worker sets a run's editions as one A3 file; a run that died is taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from hemei.coordination.boards.models import Edition, PrintRun
from hemei.coordination.boards.paper.setting import CHINESE, ENGLISH, Printed, pdf_of_boards
from hemei.coordination.boards.queries.content import SYSTEM
from hemei.coordination.boards.rules.acts import Act, may
from hemei.coordination.boards.services.editions import make_editions
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import demand
from hemei.kernel.workdays import shanghai_day

PRINT_TASK = "hemei.boards.print"
DEAD_AFTER = timedelta(seconds=60)
PDF = records.MEDIA_TYPES["pdf"]
Clock = Callable[[], datetime]


def print_boards(
    *, actor: Actor, now: datetime, estate_ids: Iterable[int], key: str, site: str, language: str = CHINESE
) -> int:
    """Make the editions these estates need and ask for their print; returns the run. The same key asks once.

    `site` is the address that the QR codes lead to. The print speaks Chinese unless `language` is English; the edition
    is the same.

    Raises:
        Refused: as `make_editions`.
    """
    demand(may(actor.role, Act.MAKE))
    with records.acting(actor):
        known = PrintRun.objects.filter(record.seen_by(actor), key=key).values_list("id", flat=True).first()
        if known is not None:
            return known
        editions = make_editions(actor=actor, now=now, estate_ids=estate_ids)
        scopes = list(Edition.objects.filter(pk__in=editions).values_list("scope", flat=True))
        [number] = records.next_ids("boards_printrun", 1)
        run = PrintRun(
            id=number, stream=f"boards.print_run:{number}", scope=_shared(scopes), key=key, site=site,
            language=ENGLISH if language == ENGLISH else CHINESE,
            edition_ids=editions, total=len(editions), asked_at=now,
        )  # fmt: skip
        run.save(force_insert=True)
        if actor.body_id is not None:
            records.grant_access(stream=run.stream, bodies=(actor.body_id,))
        records.record_event(
            stream=run.stream, type="boards.print_asked", actor=actor, at=now, scope=run.scope,
            data={"editions": editions},
        )  # fmt: skip
        records.wake(PRINT_TASK, now)
    return number


def _shared(scopes: list[str]) -> str:
    """Return the place that holds all of these."""
    parts = [scope.rstrip(".").split(".") for scope in scopes]
    same: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        same.append(level[0])
    return ".".join(same) + "."


def print_waiting(*, clock: Clock, moved: Callable[[PrintRun], None] = lambda _: None) -> int:
    """Set the runs that wait, oldest first; returns how many. For the worker; may be killed."""
    done = 0
    while (run := _claimed(clock())) is not None:
        _set(run, clock, moved)
        done += 1
    return done


def _claimed(now: datetime) -> PrintRun | None:
    quiet = Q(beat_at=None) | Q(beat_at__lt=now - DEAD_AFTER)
    with records.acting(SYSTEM):
        waiting = PrintRun.objects.filter(quiet, printed_at=None).order_by("id")
        run = waiting.select_for_update(skip_locked=True).first()
        if run is not None:
            run.beat_at = now
            run.save(update_fields=["beat_at"])
        return run


def _set(run: PrintRun, clock: Clock, moved: Callable[[PrintRun], None]) -> None:
    # The latest when the print was asked for, so that a run taken up again sets the same: an edition that says what it
    # said keeps the one it was made with, however old.
    checkpoint = next(iter(record.public_checkpoints(limit=1, until=run.asked_at)), None)
    with records.acting(SYSTEM):
        editions = (
            Edition.objects.filter(pk__in=run.edition_ids).select_related("estate").order_by("scope", "id")
        )
        boards = [
            Printed(
                content=row.content, manager=row.manager, code=row.code, number=row.number,
                made_on=shanghai_day(row.made_at), report=f"{run.site}/report/{row.estate.token}",
                check=f"{run.site}/b/{row.code}",
                checkpoint_day=checkpoint["day"] if checkpoint else None,
                root=checkpoint["root"] if checkpoint else "",
            )
            for row in editions
        ]  # fmt: skip

    def tell(done: int) -> None:
        with records.acting(SYSTEM):
            run.printed, run.beat_at = done, clock()
            run.save(update_fields=["printed", "beat_at"])
        moved(run)

    content = pdf_of_boards(
        boards,
        city=places.city().name,
        day=shanghai_day(run.asked_at),
        work=run.stream,
        moved=tell,
        language=run.language,
    )
    with records.acting(SYSTEM):
        now = clock()
        run.file_id = records.keep_file(
            content=content, media_type=PDF, stream=run.stream, scope=run.scope, purpose="boards", now=now
        ).pk
        run.printed_at = now
        run.save(update_fields=["file", "printed_at"])
    records.forget_portions(run.stream)
