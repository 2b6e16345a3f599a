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
    """Send a code if this phone was left with this case; nobody learns from the answer whether it was."""
    normal = people.normal_phone(phone)
    if not normal:
        raise Refused.because(
            mark("这不是手机号码"), remedy=mark("请填写11位手机号"), field="phone", code="phone"
        )
    if _left_with(number, normal):
        people_services.request_code(phone=normal, now=now)


def check_follow_code(*, number: str, phone: str, code: str, now: datetime) -> None:
    """Accept the code sent to the phone of this case; raises Refused.

    Must not run inside a transaction that a refusal rolls back: wrong tries would be forgotten.
    """
    normal = people.normal_phone(phone)
    people_services.check_code(phone=normal, code=code, now=now)
    if not _left_with(number, normal):
        raise Refused.because(mark("验证码不对"), field="code", code="wrong_code")


def _left_with(number: str, phone: str) -> bool:
    if not is_number(number):
        return False
    with records.acting(PUBLIC), connection.cursor() as cursor:
        cursor.execute("select cases_left_phone(%s, %s)", [number, record.blind_index(PHONE, phone)])
        return bool(cursor.fetchone()[0])
