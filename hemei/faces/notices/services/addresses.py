"""Addresses people type themselves: a code goes there, and only when it comes back is the address used."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from hemei.faces.notices.models import Address, Preference
from hemei.faces.notices.rules.wording import CODE, TITLE
from hemei.faces.notices.services.preferences import person_of
from hemei.faces.notices.streams import PLATFORM, SCOPE, stream_of
from hemei.ground.people import queries as people
from hemei.ground.people import services as sender
from hemei.ground.people.queries import Channel
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Decision, Refused, demand, mark
from hemei.ui.words import say

FIELD = "address"


def ask_address(*, actor: Actor, now: datetime, channel: Channel, address: str) -> str:
    """Keep an address and send a code to it; a new one takes the place of the one before, proven or not.

    Returns the code where a demonstration shows it instead of sending it, else nothing.

    Raises:
        Refused: it is no address, the last code went out just now, or the channel did not take it.
    """
    person, text = person_of(actor), "".join(address.split())
    demand(_may_have(channel), people.is_address(channel, text))
    code = f"{secrets.randbelow(10**people.CODE_DIGITS):0{people.CODE_DIGITS}}"
    with records.acting(PLATFORM):
        before = Address.objects.select_for_update().filter(person_id=person, channel=channel.value).first()
        last = before.asked_at if before else None
        demand(people.may_send_code(people.CodesSent(1 if before else 0, last), now))
        _keep(person, channel, text, code, now)
        if before is not None:
            records.erase_sealed(vault_ids=[before.address_id], now=now)
    return _send(channel, text, code)


def _may_have(channel: Channel) -> Decision:
    """Whether an address of a channel is typed; the telephone is the register's, corrected with the personal data."""
    if channel in {Channel.PLATFORM, Channel.SMS}:
        raise Refused.because(mark("这个渠道不用填写地址。"), field="channel", code="channel")
    if not (sender.channel_is_set(channel) or settings.DEMO):
        raise Refused.because(mark("平台没有开通这个渠道。"), field="channel", code="unset")
    return Decision.yes()


def _keep(person: int, channel: Channel, text: str, code: str, now: datetime) -> None:
    stream = stream_of(person)
    records.grant_access(stream=stream, persons=(person,))
    sealed = records.seal(stream=stream, scope=SCOPE, field=FIELD, text=text, person_id=person)
    Address.objects.update_or_create(
        person_id=person,
        channel=channel.value,
        defaults={
            "stream": stream, "scope": SCOPE, "address_id": sealed.vault_id, "digest": _digest(person, channel, code),
            "asked_at": now, "expires_at": now + people.CODE_LIFE, "tries": 0, "proven_at": None,
        },
    )  # fmt: skip


def _send(channel: Channel, to: str, code: str) -> str:
    if not sender.channel_is_set(channel):
        return code  # a demonstration: nothing leaves the machine
    text = say(CODE, {"code": code, "minutes": people.CODE_MINUTES})
    try:
        sender.send_text(channel=channel, to=to, title=TITLE, text=text, key=secrets.token_hex(16))
    except sender.NotSent:
        raise Refused.because(
            mark("验证码没有发出去。"),
            remedy=mark("请核对地址，一分钟后再试。"),
            field=FIELD,
            code="not_sent",
        ) from None
    return ""


def prove_address(*, actor: Actor, now: datetime, channel: Channel, code: str) -> None:
    """Take the code that came back: from now on the address may be used, and it becomes the person's channel.

    Must not run inside a transaction that a refusal rolls back: wrong tries would be forgotten.
    """
    person = person_of(actor)
    with transaction.atomic():
        decision = _try(person, channel, code.strip(), now, actor)
    demand(decision)


def _try(person: int, channel: Channel, code: str, now: datetime, actor: Actor) -> Decision:
    with records.acting(PLATFORM):
        row = Address.objects.select_for_update().filter(person_id=person, channel=channel.value).first()
        state = people.CodeState(row.expires_at, row.tries, row.proven_at is not None) if row else None
        decision = people.may_try_code(state, now)
        if row is None or not decision.allowed:
            return decision
        if not hmac.compare_digest(bytes(row.digest), _digest(person, channel, code)):
            Address.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
            return people.WRONG_CODE
        row.proven_at = now
        row.save(update_fields=["proven_at"])
        Preference.objects.update_or_create(
            stream=row.stream,
            defaults={"scope": SCOPE, "person_id": person, "channel": channel.value, "changed_at": now},
        )
        records.record_event(
            stream=row.stream, type="notices.address_proven", actor=actor, at=now, scope=SCOPE,
            data={"channel": channel.value},
        )  # fmt: skip
        return decision


def drop_address(*, actor: Actor, now: datetime, channel: Channel) -> None:
    """Forget an address; who used it is told on the platform only until he chooses anew."""
    person = person_of(actor)
    with records.acting(PLATFORM):
        row = Address.objects.select_for_update().filter(person_id=person, channel=channel.value).first()
        if row is None:
            raise Refused.because(mark("没有这个地址。"), code="not_found")
        records.erase_sealed(vault_ids=[row.address_id], now=now)
        row.delete()
        Preference.objects.filter(stream=stream_of(person), channel=channel.value).update(
            channel=Channel.PLATFORM.value, changed_at=now
        )
        records.record_event(
            stream=stream_of(person), type="notices.address_dropped", actor=actor, at=now, scope=SCOPE,
            data={"channel": channel.value},
        )  # fmt: skip


def _digest(person: int, channel: Channel, code: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"{person} {channel} {code}".encode(), "sha256").digest()
