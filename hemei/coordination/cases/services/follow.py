"""Follow a case: by a code to the phone that was left with it, or by signing in with that phone."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from hemei.coordination.cases.viewing import is_number
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.kernel.actor import PUBLIC, Actor
from hemei.kernel.decision import Refused, mark

CODE_MINUTES = people.CODE_MINUTES
PHONE = "phone"


def claim_cases(*, actor: Actor) -> int:
    """Put the reports left with the resident's phone on his list; returns how many are new.

    The actor must be bound; one statement, harmless when repeated.
    """
    if actor.person_id is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select cases_claim()")
        return int(cursor.fetchone()[0])


def send_follow_code(*, number: str, phone: str, now: datetime) -> None:
    """Send a code if this phone was left with this case; nobody learns from the answer whether it was.

    Not even from a refusal to send one so soon again: the code sent before still counts.
    """
    normal = people.normal_phone(phone)
    if not normal:
        raise Refused.because(
            mark("这不是手机号码"), remedy=mark("请填写11位手机号"), field="phone", code="phone"
        )
    if not _left_with(number, normal):
        return
    try:
        people_services.request_code(phone=normal, now=now)
    except Refused as refused:
        if refused.decision.reasons[0].code != "wait":
            raise


def check_follow_code(*, number: str, phone: str, code: str, now: datetime) -> None:
    """Accept the code sent to the phone of this case; raises Refused.

    A phone that was not left with the case gets the same answer as a wrong, used or old code: a company
    that knows its owners' numbers must not find out who reported. Must not run inside a transaction that
    a refusal rolls back: wrong tries would be forgotten.
    """
    normal = people.normal_phone(phone)
    try:
        if normal and _left_with(number, normal):
            people_services.check_code(phone=normal, code=code, now=now)
            return
    except Refused:
        pass  # one answer for all, below
    raise Refused.because(
        mark("验证码不对，或者已经失效。"),
        remedy=mark("请核对短信中的6位数字；输错多次或超过时间的，请重新获取。"),
        field="code",
        code="wrong_code",
    )


def _left_with(number: str, phone: str) -> bool:
    if not is_number(number):
        return False
    with records.acting(PUBLIC), connection.cursor() as cursor:
        cursor.execute(
            "select bool_or(cases_left_phone(%s, one.index)) from unnest(%s::bytea[]) as one(index)",
            [number, record.blind_indexes(PHONE, phone)],
        )
        return bool(cursor.fetchone()[0])
