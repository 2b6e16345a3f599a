"""Residents sign in by a code sent to their phone; the first time makes their account."""

from __future__ import annotations

import hmac
import logging
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext

from hemei.ground.people.models import Account, PhoneCode
from hemei.ground.people.queries.masking import masked
from hemei.ground.people.rules import credentials
from hemei.ground.people.rules.channels import Channel
from hemei.ground.people.services.opening import opened
from hemei.ground.people.services.persons import PHONE, write_account, write_person
from hemei.ground.people.services.sending import NotSent, channel_is_set, send_text
from hemei.ground.people.services.sessions import begin_session
from hemei.ground.places import queries as places
from hemei.ground.records.queries import blind_index, blind_indexes
from hemei.kernel.actor import PUBLIC, Actor
from hemei.kernel.decision import Decision, Refused, demand, mark

_log = logging.getLogger("hemei.people")


def request_code(*, phone: str, now: datetime) -> str:
    """Send a code of six digits that lives five minutes; return it where a demonstration shows it, else nothing.

    The answer is the same whether the number has an account or not. Without a notification address
    a demonstration shows the code and writes it to its log; elsewhere nothing readable is shown or written.
    """
    demand(credentials.is_phone(phone))
    number = credentials.normal_phone(phone)
    index = blind_index(PHONE, number)
    code = f"{secrets.randbelow(10**credentials.CODE_DIGITS):0{credentials.CODE_DIGITS}}"
    with transaction.atomic():
        latest = PhoneCode.objects.filter(phone_index=index, sent_at__gt=now - timedelta(hours=1))
        times = list(latest.order_by("-sent_at").values_list("sent_at", flat=True))
        demand(credentials.may_send_code(credentials.CodesSent(len(times), times[0] if times else None), now))
        PhoneCode.objects.filter(sent_at__lt=now - timedelta(days=1)).delete()
        PhoneCode.objects.create(
            phone_index=index,
            digest=_digest(index, code),
            sent_at=now,
            expires_at=now + credentials.CODE_LIFE,
        )
    return _send(number, code, shown=masked(PHONE, number, now))


def _send(number: str, code: str, *, shown: str) -> str:
    text = gettext("验证码 %(code)s，5 分钟内有效。请勿告诉他人。") % {"code": code}
    if not channel_is_set(Channel.SMS):
        spoken = code if settings.DEMO else "******"
        _log.info("sign-in code", extra={"channel": "console", "phone": shown, "code": spoken})
        return code if settings.DEMO else ""
    try:
        send_text(channel=Channel.SMS, to=number, title="", text=text, key=secrets.token_hex(16))
    except NotSent:
        _log.error("a sign-in code could not be sent", extra={"phone": shown})
        raise Refused.because(
            mark("验证码没有发出去。"),
            remedy=mark("请稍后再试；不登录也可以报事。"),
            field="phone",
            code="not_sent",
        ) from None
    return ""


def sign_in_with_code(
    *, session: SessionBase, phone: str, code: str, now: datetime, agent: str = ""
) -> Actor:
    """Sign a resident in; an unknown number becomes a person of the city.

    Must not run inside a transaction that a refusal rolls back: wrong tries would be forgotten.
    """
    check_code(phone=phone, code=code, now=now)
    number = credentials.normal_phone(phone)
    with transaction.atomic():
        known = Account.objects.filter(phone_index__in=blind_indexes(PHONE, number))
        account = known.first() or _register(number, now)
        if not account.is_active:
            raise Refused.because(mark("这个账号已停用。"), field="phone", code="inactive")
        return begin_session(session=session, account=account, now=now, agent=agent)


def check_code(*, phone: str, code: str, now: datetime) -> None:
    """Accept the code sent to a phone without signing anybody in; raises `Refused`.

    Must not run inside a transaction that a refusal rolls back: wrong tries would be forgotten.
    """
    demand(_try(blind_index(PHONE, credentials.normal_phone(phone)), code.strip(), now))


def _try(index: bytes, code: str, now: datetime) -> Decision:
    with transaction.atomic():
        row = PhoneCode.objects.select_for_update().filter(phone_index=index).order_by("-sent_at").first()
        state = credentials.CodeState(row.expires_at, row.tries, row.used_at is not None) if row else None
        decision = credentials.may_try_code(state, now)
        if row is None or not decision.allowed:
            return decision
        if hmac.compare_digest(bytes(row.digest), _digest(index, code)):
            row.used_at = now
            row.save(update_fields=["used_at"])
            return decision
        PhoneCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
        return credentials.WRONG_CODE


def _register(number: str, now: datetime) -> Account:
    scope = places.city().path
    with opened(PUBLIC, scope, accounts=True):
        person_id = write_person(actor=PUBLIC, now=now, scope=scope, phone=number)
        account_id = write_account(actor=PUBLIC, now=now, person_id=person_id, phone=number, scope=scope)
    return Account.objects.get(pk=account_id)


def _digest(index: bytes, code: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), index + code.encode(), "sha256").digest()
