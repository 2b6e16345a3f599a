"""Boards are compared with the registers: who hangs what is no longer true hears of it, in which parts, and by when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from hemei.coordination.boards.models import Edition, Lapse, Watch
from hemei.coordination.boards.queries.content import SYSTEM, Board, board_rules, boards_now
from hemei.coordination.boards.rules.content import changed_parts, digest_of
from hemei.coordination.boards.services.phones import compared
from hemei.coordination.boards.services.standing import keep_standing
from hemei.ground.people import queries as people
from hemei.ground.records import services as records
from hemei.kernel.standards import NoStandard
from hemei.kernel.workdays import shanghai_day
from hemei.leadership.duties import services as duties

_AT_ONCE = 500
REPLACE = "replace"


def stream_of(estate_id: int) -> str:
    """Return the stream of what happens to an estate's board."""
    return f"boards.board:{estate_id}"


def sweep_boards(*, now: datetime) -> int:
    """Compare all boards where something changed since the last time, or a day has begun; returns how many turned.

    May be killed and run again: a board is marked once.
    """
    with records.acting(SYSTEM):
        watch, _ = Watch.objects.select_for_update().get_or_create(pk=1)
        last, touched = watch.compared_at, watch.touched_at
        due = (
            last is None
            or shanghai_day(last) != shanghai_day(now)
            or (touched is not None and touched >= last)
        )
        if not due:
            return 0
        estates = sorted(set(_printed().values_list("estate_id", flat=True)))
    if last is None or shanghai_day(last) != shanghai_day(now):
        keep_standing(now=now)
    turned = sum(compare_boards(now=now, estate_ids=part) for part in _parts(estates))
    with records.acting(SYSTEM):
        compared(now=now)
    return turned


def _parts(estates: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(estates), _AT_ONCE):
        yield estates[start : start + _AT_ONCE]


def _printed() -> QuerySet[Edition]:
    """Return what hangs, and what was made last: a print of it may hang though nobody has said so."""
    newer = Edition.objects.filter(estate_id=OuterRef("estate_id"), number__gt=OuterRef("number"))
    hangs = Q(posted_on__isnull=False, replaced_on=None)
    return Edition.objects.filter(hangs | Q(~Exists(newer), posted_on=None))


def _owes(edition: Edition) -> bool:
    """Whether somebody has to replace it: nobody owes the replacement of what is not known to hang."""
    return edition.posted_on is not None


def compare_boards(*, now: datetime, estate_ids: Iterable[int]) -> int:
    """Compare the boards of these estates, hung or only made; returns how many lapsed or came true again."""
    try:
        board_rules(shanghai_day(now))
    except NoStandard:
        return 0
    wanted = list(estate_ids)
    with records.acting(SYSTEM):
        boards = boards_now(wanted, now=now)
        editions = list(
            _printed().filter(estate_id__in=wanted).select_for_update(of=("self",)).order_by("id")
        )
        lapsed = {row.edition_id: row for row in Lapse.objects.filter(edition__in=editions, until_at=None)}
        turned = 0
        for edition in editions:
            board = boards.get(edition.estate_id)
            if board is not None:
                turned += _compared(edition, board, lapsed.get(edition.pk), now)
    return turned


def _compared(edition: Edition, board: Board, running: Lapse | None, now: datetime) -> int:
    if edition.digest == board.digest:
        if running is None:
            return 0
        end_lapses(Lapse.objects.filter(pk=running.pk), now)
        if _owes(edition):
            _tell(edition, "boards.board_true_again", now, [])
            settle_replacement(edition.estate_id, now, lapsed=True)
        return 1
    parts = changed_parts(
        edition.content, board.content, manager_before=edition.manager, manager_now=board.manager
    )
    if running is not None:
        if running.content is None or digest_of(running.content, running.manager) != board.digest:
            running.parts, running.content, running.manager = parts, board.content, board.manager
            running.save(update_fields=["parts", "content", "manager"])
        if _owes(edition):
            _owe_replacement(edition, board, now)  # nobody may have been there to owe it when it lapsed
        return 0
    Lapse.objects.create(
        stream=edition.stream, scope=edition.scope, edition=edition, parts=parts, since_at=now,
        content=board.content, manager=board.manager,
    )  # fmt: skip
    if _owes(edition):
        _tell(edition, "boards.board_lapsed", now, parts)
        _owe_replacement(edition, board, now)
    return 1


def end_lapses(running: QuerySet[Lapse], now: datetime) -> None:
    """End lapses: their board is true again, replaced, or looked at anew; what it would have said instead goes."""
    running.filter(until_at=None).update(until_at=now, content=None, manager="")


def _tell(edition: Edition, event: str, now: datetime, parts: list[str]) -> None:
    records.record_event(
        stream=stream_of(edition.estate_id), type=event, actor=SYSTEM, at=now, scope=edition.scope,
        data={"edition": edition.pk, "number": edition.number, "parts": parts},
    )  # fmt: skip


def _owe_replacement(edition: Edition, board: Board, now: datetime) -> None:
    """The community owes a new board, the street where there is none; who accepts it stands above. Set once."""
    day = shanghai_day(now)
    street, county = people.street_body_for(edition.scope, day), people.county_body_for(edition.scope, day)
    owner = board.guide or street
    setter = next((body for body in (street, county) if body is not None and body != owner), None)
    if owner is None or setter is None:
        return
    rule, stream = board_rules(day).replacement, stream_of(edition.estate_id)
    draft = duties.DutyDraft(
        key=f"{stream}:{REPLACE}", origin=duties.Origin.BOARD_REPLACEMENT, origin_stream=stream,
        origin_item=REPLACE, title=f"更换公示牌：{board.content['estate']['name']}", owner=owner, setter=setter,
        limit=rule.limit, references=(rule.warrant.reference,),
    )  # fmt: skip
    duties.keep_duties(
        actor=SYSTEM, now=now, origin_stream=stream, owed=[REPLACE], draft_of=lambda _: [draft], because=stream,
    )  # fmt: skip


def settle_replacement(estate_id: int, now: datetime, *, lapsed: bool = False) -> None:
    """What was owed for an estate's board is done by the new one, or owed no more because the old one is true again."""
    stream = stream_of(estate_id)
    with records.acting(SYSTEM):
        duties.settle_duties(actor=SYSTEM, now=now, origin_stream=stream, because=stream, lapsed=lapsed)
