"""Who was there signs the minutes: himself, by his own account, or on paper, of which a scan is entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from hemei.community.meetings.models import Attendance, Meeting, Minutes, Signature
from hemei.community.meetings.queries.lists import told_to
from hemei.community.meetings.queries.signed import last_minutes
from hemei.community.meetings.rules.acts import Act, may
from hemei.community.meetings.rules.holding import shows_paper
from hemei.community.meetings.rules.words import SignedBy, side_code
from hemei.community.meetings.services.shared import locked, missing, tell
from hemei.ground.people import queries as people
from hemei.ground.people.services import opened
from hemei.ground.places import queries as places
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor, Role
from hemei.kernel.decision import Decision, Reason, Refused, demand, mark

MOST_SCAN = 10_000_000


def sign_minutes(
    *,
    actor: Actor,
    now: datetime,
    meeting_id: int,
    attendance_ids: Sequence[int],
    paper: tuple[BinaryIO, str] | None = None,
) -> int:
    """Record who signed the last version of the minutes on paper and return how many signatures are new.

    Of what members signed, or sides that decide, the `paper` is shown: its scan, an open file and its name. By the
    signatures of members the decision of a committee stands (guidance rules, article 39): nobody of them enters those
    of others.

    Raises:
        Refused: the meeting is not the actor's, it has no minutes, somebody was not there, the scan is missing, or a
            member would enter what members signed.
    """
    row, kind = locked(actor, meeting_id)
    minutes = _signable(row)
    were_there = Attendance.objects.filter(meeting=row, arrived_at__isnull=False, pk__in=attendance_ids)
    known = dict(were_there.values_list("id", "side__code"))
    if not attendance_ids or set(known) != set(attendance_ids):
        raise Refused.because(mark("请选择到会的人"), field="attendances", code="not_here")
    if "members" in known.values() and _is_member(actor, row):
        raise Refused.because(
            mark("委员的签字由{count}人各自确认，委员不能代为登记"),
            remedy=mark("请每位委员用自己的账号签字；纸面签字由社区凭签字页登记"), field="attendances", code="own_hand",
            count=list(known.values()).count("members"),
        )  # fmt: skip
    shown = shows_paper(kind, {side_code(side) for side in known.values()})
    if paper is None and shown:
        raise Refused(_no_scan(of_members="members" in known.values()))
    if shown and actor.person_id is None:
        raise Refused.because(mark("请用工作人员的账号登记"), code="no_person")
    signed = set(Signature.objects.filter(minutes=minutes).values_list("attendance_id", flat=True))
    new = sorted(set(known) - signed)
    if new:
        _write(actor, now, row, minutes, new, paper)
    return len(new)


def sign_myself(*, actor: Actor, now: datetime, meeting_id: int) -> None:
    """Sign the last version of the minutes as a member of the committee who was there, by one's own account.

    Raises:
        Refused: the meeting is not of the actor's committee, it has no minutes, he was not there, or signed already.
    """
    demand(may(actor.role, Act.SIGN))
    with opened(actor, places.city().path):
        rows = Meeting.objects.select_for_update().filter(
            record.seen_by(actor) | told_to(actor), pk=meeting_id
        )
        row = rows.first()
        if row is None:
            raise missing()
        minutes = _signable(row)
        was = Attendance.objects.filter(meeting=row, person_id=actor.person_id or 0, arrived_at__isnull=False)
        own = was.values_list("id", flat=True).first()
        if own is None:
            raise Refused.because(mark("您没有到会，不能在会议记录上签字"), code="not_here")
        if Signature.objects.filter(minutes=minutes, attendance_id=own).exists():
            raise Refused.because(mark("您已经签过字"), code="signed")
        _write(actor, now, row, minutes, [own], None, by=SignedBy.SCREEN)


def _no_scan(*, of_members: bool) -> Decision:
    text, remedy = mark("没有上传到场各方签了字的会议记录"), mark("请上传签字页的照片或者扫描件")
    if of_members:
        text = mark("没有上传委员签了字的会议记录")
        remedy = mark("请上传签字页的照片或者扫描件，或者请委员登录本人账号确认")
    return Decision.no(Reason(text, {}, remedy, "scan", "no_scan"))


def _is_member(actor: Actor, row: Meeting) -> bool:
    """Whether the actor decides in this meeting himself, in whatever office and by whichever record he acts now."""
    if actor.role is Role.COMMITTEE_MEMBER:
        return True
    if actor.person_id is None:
        return False
    with opened(actor, places.city().path):
        own = people.same_as(actor.person_id)
    return Attendance.objects.filter(meeting=row, side__code="members", person_id__in=own).exists()


def _signable(row: Meeting) -> Minutes:
    minutes = last_minutes(row.pk)
    if minutes is None:
        raise Refused.because(mark("还没有会议记录"), remedy=mark("请先写会议记录"), code="minutes")
    return minutes


def _write(
    actor: Actor, now: datetime, row: Meeting, minutes: Minutes, new: Sequence[int],
    paper: tuple[BinaryIO, str] | None, *, by: SignedBy = SignedBy.PAPER,
) -> None:  # fmt: skip
    scan = None
    if paper is not None:
        upload, name = paper
        scan = records.keep_scan(
            upload,
            name=name,
            most_bytes=MOST_SCAN,
            stream=row.stream,
            scope=row.scope,
            purpose="signed",
            now=now,
        ).pk
    Signature.objects.bulk_create(
        Signature(
            minutes=minutes, attendance_id=number, scope=row.scope, stream=row.stream, signed_by=by.value,
            signed_at=now, scan_id=scan, by_role=actor.role.value, by_person=actor.person_id,
        )
        for number in new
    )  # fmt: skip
    data = {"version": minutes.version, "attendances": list(new), "by": by.value, "scan": scan}
    tell(actor, now, row, "meetings.minutes_signed", data)
