"""Whose signatures the minutes of meetings lack; row-level security applies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateTimeField, Func

from hemei.community.meetings.facts import kind_on
from hemei.community.meetings.models import (
    Attendance,
    Meeting,
    MeetingSide,
    Minutes,
    Signature,
    SigningRefusal,
    Voice,
)
from hemei.community.meetings.rules.holding import Present, signatures_missing
from hemei.community.meetings.rules.refusing import Noted
from hemei.community.meetings.rules.words import MinutesKind, SideCode, side_code
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as records
from hemei.kernel.actor import Actor


def last_minutes(meeting_id: int) -> Minutes | None:
    """Return the version of the minutes that is signed, or to be signed."""
    rows = Minutes.objects.filter(meeting_id=meeting_id, kind=MinutesKind.MINUTES.value)
    return rows.order_by("-version").first()


def signed_pages(stream: str) -> tuple[records.FileRow, ...]:
    """Return the scans of what was signed on paper, oldest first."""
    return tuple(file for file in records.files_of([stream]) if file.purpose == "signed")


def presents(meeting_ids: Collection[int]) -> dict[int, list[Present]]:
    """Count who is there, by meeting and side; two statements."""
    there = Attendance.objects.filter(meeting_id__in=meeting_ids, arrived_at__isnull=False, left_at=None)
    here = Counter(there.values_list("side_id", flat=True))
    found: dict[int, list[Present]] = {number: [] for number in meeting_ids}
    for side in MeetingSide.objects.filter(meeting_id__in=meeting_ids).order_by("id"):
        found[side.meeting_id].append(
            Present(side_code(side.code), here[side.pk], side.needed, side.agree, side.size)
        )
    return found


def missing_signatures(
    meeting_ids: Collection[int], *, now: datetime | None = None
) -> dict[int, tuple[tuple[SideCode, int], ...]]:
    """Return whose signatures the last minutes lack, by meeting; where the chair signs, only his counts.

    A side whose refusal was noted is waited for until its hour is over by `now` and what it said is answered; without
    a moment it is waited for always.
    """
    rows = Meeting.objects.filter(pk__in=meeting_ids).select_related("chair__side")
    kinds = {row.pk: kind_on(row.kind, row.rules_on) for row in rows}
    there, signed = presents(meeting_ids), _signed(meeting_ids)
    by_sides = [number for number, kind in kinds.items() if kind.signs == "sides"]
    spoke, refused = _spoke(by_sides), _refused(by_sides, now)
    found = {}
    for row in rows:
        kind = kinds[row.pk]
        counts = Counter(
            side for number, side in signed.get(row.pk, ()) if kind.signs != "chair" or number == row.chair_id
        )
        chair = side_code(row.chair.side.code) if row.chair is not None else None
        found[row.pk] = signatures_missing(
            kind, there[row.pk], chair=chair, spoke=spoke.get(row.pk, ()), signed=counts,
            refused=refused.get(row.pk, ()),
        )  # fmt: skip
    return found


def is_signed(meeting_id: int, *, now: datetime) -> bool:
    """Whether the minutes of a meeting bear the signatures they need, or who refuses his was waited for."""
    return not missing_signatures([meeting_id], now=now)[meeting_id]


def sides_signed(meeting_id: int) -> set[SideCode]:
    """Return the sides of which somebody signed the last minutes."""
    return {side for _number, side in _signed([meeting_id]).get(meeting_id, ())}


@dataclass(frozen=True, slots=True)
class RefusalView:
    """A side that refuses to sign: since when and why, who noted it when, and how long it is waited for.

    `ours` says that the reader came as that side, or is of its body.
    """

    side: SideCode
    refused_on: date
    reason: str
    noted: Noted
    by: str
    ours: bool = False


def refusals(meeting_id: int, *, actor: Actor, ours: Collection[SideCode] = ()) -> tuple[RefusalView, ...]:
    """Return the sides noted to refuse their signature that have not signed since; `ours` are those of the reader.

    Who noted it is named in the minutes, also to whom the desk is not open.
    """
    noted = _noted([meeting_id])
    if not noted:
        return ()
    signed = sides_signed(meeting_id)
    rows = SigningRefusal.objects.filter(meeting_id=meeting_id).select_related("side").order_by("id")
    found = [(row, side_code(row.side.code)) for row in rows]
    texts = records.open_sealed(row.reason_id for row, _side in found)
    with opened(actor, places.city().path):
        names = people.whole_names(row.by_person for row, _side in found)
    return tuple(
        RefusalView(
            side, row.refused_on, texts.get(row.reason_id) or "", noted[meeting_id, side],
            names.get(row.by_person, ""), side in ours,
        )
        for row, side in found
        if side not in signed
    )  # fmt: skip


def _refused(meeting_ids: Collection[int], now: datetime | None) -> dict[int, set[SideCode]]:
    """Return the sides nothing waits for any more, by meeting."""
    if now is None:
        return {}
    found: dict[int, set[SideCode]] = {}
    for (meeting, side), noted in _noted(meeting_ids).items():
        if not noted.waits(now):
            found.setdefault(meeting, set()).add(side)
    return found


def _noted(meeting_ids: Collection[int]) -> dict[tuple[int, SideCode], Noted]:
    """Return the refusals noted, by meeting and side, each with the side's comments that are owed an answer."""
    said = Func("side_id", function="meetings_unanswered_of", output_field=ArrayField(DateTimeField()))
    rows = SigningRefusal.objects.filter(meeting_id__in=meeting_ids).annotate(unanswered=said)
    columns = rows.values_list("meeting_id", "side__code", "noted_at", "follows_at", "unanswered")
    return {
        (meeting, side_code(side)): Noted(noted_at, follows_at, tuple(unanswered))
        for meeting, side, noted_at, follows_at, unanswered in columns
    }


def _spoke(meeting_ids: Collection[int]) -> dict[int, set[SideCode]]:
    """Return which sides spoke to what was decided, by meeting: some may have left since."""
    rows = Voice.objects.filter(item__meeting_id__in=meeting_ids, attendance=None).distinct()
    found: dict[int, set[SideCode]] = {}
    for meeting, side in rows.values_list("item__meeting_id", "side__code"):
        found.setdefault(meeting, set()).add(side_code(side))
    return found


def _signed(meeting_ids: Collection[int]) -> dict[int, list[tuple[int, SideCode]]]:
    """Return who signed the last version of the minutes and on which side, by meeting."""
    versions = Minutes.objects.filter(meeting_id__in=meeting_ids, kind=MinutesKind.MINUTES.value)
    last = dict(versions.order_by("version").values_list("meeting_id", "id"))
    rows = Signature.objects.filter(minutes_id__in=last.values())
    found: dict[int, list[tuple[int, SideCode]]] = {}
    for meeting, number, side in rows.values_list(
        "minutes__meeting_id", "attendance_id", "attendance__side__code"
    ):
        found.setdefault(meeting, []).append((number, side_code(side)))
    return found
