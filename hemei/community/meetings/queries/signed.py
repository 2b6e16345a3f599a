"""Whose signatures the minutes of meetings lack; row-level security applies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from hemei.community.meetings.facts import kind_on
from hemei.community.meetings.models import Attendance, Meeting, MeetingSide, Minutes, Signature, Voice
from hemei.community.meetings.rules.holding import Present, signatures_missing
from hemei.community.meetings.rules.words import MinutesKind, SideCode, side_code
from hemei.ground.records import queries as records


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


def missing_signatures(meeting_ids: Collection[int]) -> dict[int, tuple[tuple[SideCode, int], ...]]:
    """Return whose signatures the last minutes lack, by meeting; where the chair signs, only his counts."""
    rows = Meeting.objects.filter(pk__in=meeting_ids).select_related("chair__side")
    kinds = {row.pk: kind_on(row.kind, row.rules_on) for row in rows}
    there, signed = presents(meeting_ids), _signed(meeting_ids)
    spoke = _spoke([number for number, kind in kinds.items() if kind.signs == "sides"])
    found = {}
    for row in rows:
        kind = kinds[row.pk]
        counts = Counter(
            side for number, side in signed.get(row.pk, ()) if kind.signs != "chair" or number == row.chair_id
        )
        chair = side_code(row.chair.side.code) if row.chair is not None else None
        found[row.pk] = signatures_missing(
            kind, there[row.pk], chair=chair, spoke=spoke.get(row.pk, ()), signed=counts
        )
    return found


def is_signed(meeting_id: int) -> bool:
    """Whether the minutes of a meeting bear the signatures they need."""
    return not missing_signatures([meeting_id])[meeting_id]


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
