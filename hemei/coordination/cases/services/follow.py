"""Follow a case: by a code to the phone that was left with it, or by signing in with that phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from hemei.coordination.cases.models import Supporter
from hemei.coordination.cases.services.supporting import LEFT
from hemei.coordination.cases.viewing import is_number
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import EVERYWHERE, PUBLIC, Actor, Role
from hemei.kernel.decision import Refused, mark

CODE_MINUTES = people.CODE_MINUTES
PHONE = "phone"
_PLATFORM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
"""Whoever follows by a phone alone is nobody here: the platform looks for him."""
Known = Callable[[str, str], object]
"""Whether a phone has to do with the case of a number."""


def claim_cases(*, actor: Actor) -> int:
    """Put the reports left with the resident's phone on his list; returns how many are new.

    The actor must be bound; one statement, harmless when repeated.
    """
    if actor.person_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select cases_claim()")
        return int(cursor.fetchone()[0])


def send_follow_code(*, number: str, phone: str, now: datetime) -> str:
    """Send a code if this phone was left with this case; nobody learns from the answer whether it was.

    Not even from a refusal to send one so soon again: the code sent before still counts. Returns the code where a
    demonstration shows it, else nothing.
    """
    return _send(number, phone, _left_with, now)


def check_follow_code(*, number: str, phone: str, code: str, now: datetime) -> None:
    """Accept the code sent to the phone of this case; raises Refused.

    A phone that was not left with the case gets the same answer as a wrong, used or old code: a company
    that knows its owners' numbers must not find out who reported. Must not run inside a transaction that
    a refusal rolls back: wrong tries would be forgotten.
    """
    _check(number, phone, code, _left_with, now)


def send_stop_code(*, number: str, phone: str, now: datetime) -> str:
    """Send a code if this case is followed by this phone alone; the answer tells as little as `send_follow_code`."""
    return _send(number, phone, _following, now)


def stop_texts(*, number: str, phone: str, code: str, now: datetime) -> None:
    """Let whoever proves this phone follow this case by it no longer; as `check_follow_code`. Raises Refused."""
    normal = _check(number, phone, code, _following, now)
    with records.acting(_PLATFORM):
        rows = Supporter.objects.select_for_update().filter(pk__in=_following(number, normal))
        for row in rows.order_by("id"):
            row.left_at = now
            row.save(update_fields=["left_at"])
            records.record_event(
                stream=row.stream, type=LEFT, actor=PUBLIC, at=now, scope=row.scope, data={"about": {"texts": True}}
            )  # fmt: skip


def _send(number: str, phone: str, known: Known, now: datetime) -> str:
    normal = people.normal_phone(phone)
    if not normal:
        raise Refused.because(
            mark("这不是手机号码"), remedy=mark("请填写11位手机号"), field="phone", code="phone"
        )
    if not known(number, normal):
        return ""
    try:
        return people_services.request_code(phone=normal, now=now)
    except Refused as refused:
        if refused.decision.reasons[0].code != "wait":
            raise
        return ""


def _check(number: str, phone: str, code: str, known: Known, now: datetime) -> str:
    normal = people.normal_phone(phone)
    try:
        if normal and known(number, normal):
            people_services.check_code(phone=normal, code=code, now=now)
            return normal
    except Refused:
        pass  # one answer for all, below
    raise Refused.because(
        mark("验证码不对，或者已经失效。"),
        remedy=mark("请核对短信中的6位数字；输错多次或超过时间的，请重新获取。"),
        field="code",
        code="wrong_code",
    )


def _following(number: str, phone: str) -> list[int]:
    """Return the rows by which a case is followed by this phone alone."""
    if not is_number(number):
        return []
    with records.acting(_PLATFORM), connection.cursor() as cursor:
        cursor.execute(
            "select f.id from cases_supporter f join cases_case c on c.id = f.case_id"
            " join records_sealed s on s.id = f.contact_id"
            " where c.number = %s and f.person_id is null and f.left_at is null and s.blind_index = any(%s::bytea[])",
            [number, record.blind_indexes(PHONE, phone)],
        )
        return [int(row) for (row,) in cursor.fetchall()]


def _left_with(number: str, phone: str) -> bool:
    if not is_number(number):
        return False
    with records.acting(PUBLIC), connection.cursor() as cursor:
        cursor.execute(
            "select bool_or(cases_left_phone(%s, one.index)) from unnest(%s::bytea[]) as one(index)",
            [number, record.blind_indexes(PHONE, phone)],
        )
        return bool(cursor.fetchone()[0])
