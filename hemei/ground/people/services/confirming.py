"""Who is signed in proves once more that it is he, before an act that counts: a vote, a payment."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.sessions.backends.base import SessionBase

from hemei.ground.people.models import SecondFactor
from hemei.ground.people.queries.persons import own_phone
from hemei.ground.people.services.codes import check_code, request_code
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark

CONFIRMED = "confirmed_at"


def confirmed_at(session: SessionBase) -> datetime | None:
    """Return when the reader last proved in this session that it is he; the act says how long that counts."""
    stamp = session.get(CONFIRMED)
    return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, int) else None


def send_own_code(*, actor: Actor, now: datetime) -> str:
    """Send a code to one's own phone, as `request_code`; who has an authenticator needs none."""
    with records.acting(actor):
        phone = own_phone(actor=actor)
    return request_code(phone=phone, now=now) if phone else ""


def confirm_self(*, session: SessionBase, actor: Actor, now: datetime, code: str) -> None:
    """Take the code of one's authenticator or, where none is enrolled, the one sent to one's phone.

    Must not run inside a transaction that a refusal rolls back: wrong tries would be forgotten.
    """
    device = SecondFactor.objects.filter(user_id=actor.account_id, confirmed=True).first()
    if device is None:
        with records.acting(actor):
            phone = own_phone(actor=actor)
        check_code(phone=phone, code=code, now=now)
    elif not device.verify_token(code.strip()):
        raise Refused.because(
            mark("动态码不对，或输入太快。"),
            remedy=mark("请等待下一个动态码后再试。"),
            field="code",
            code="wrong",
        )
    session[CONFIRMED] = int(now.timestamp())
