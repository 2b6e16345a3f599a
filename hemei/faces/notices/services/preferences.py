"""What a person chooses: by which channel he is told, and of what not; and a message to see that it arrives."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from hemei.faces.notices.facts import rules_at
from hemei.faces.notices.models import Address, Message, Preference
from hemei.faces.notices.rules.acts import Act, may
from hemei.faces.notices.rules.wording import TEST
from hemei.faces.notices.rules.words import Matter, Sending
from hemei.faces.notices.services.sending import MESSAGES_TASK
from hemei.faces.notices.streams import PLATFORM, SCOPE, contact_stream, stream_of
from hemei.ground.people.queries import Channel
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, demand, mark
from hemei.ui.words import say, speaking

_PAUSE = timedelta(minutes=1)


def choose(
    *, actor: Actor, now: datetime, channel: Channel, off: Collection[Matter], language: str = ""
) -> None:
    """Keep the channel, the matters a person does not want sent, and the language he is written to in.

    Raises:
        Refused: there is no proven address of this channel.
    """
    person = person_of(actor)
    with records.acting(PLATFORM):
        if channel not in {Channel.PLATFORM, Channel.SMS}:
            proven = Address.objects.filter(person_id=person, channel=channel.value, proven_at__isnull=False)
            if not proven.exists():
                raise Refused.because(
                    mark("还没有确认过这个渠道的地址。"), remedy=mark("请先在下面填写地址并确认。"), field="channel",
                    code="unproven",
                )  # fmt: skip
        keep(stream_of(person), person, channel, off, now, language)
        records.record_event(
            stream=stream_of(person), type="notices.preference_set", actor=actor, at=now, scope=SCOPE,
            data={"channel": channel.value, "off": sorted(matter.value for matter in off), "language": language},
        )  # fmt: skip


def person_of(actor: Actor) -> int:
    """Return the person who acts for himself; raises `Refused` for who is none."""
    demand(may(actor.role, Act.OWN))
    if actor.person_id is None:
        raise Refused.because(mark("请先登录。"), code="role")
    return actor.person_id


def keep(
    stream: str, person_id: int | None, channel: Channel, off: Collection[Matter], now: datetime, language: str = ""
) -> None:  # fmt: skip
    """Write a preference; the caller has opened the platform's transaction."""
    if person_id is not None:
        records.grant_access(stream=stream, persons=(person_id,))
    Preference.objects.update_or_create(
        stream=stream,
        defaults={
            "scope": SCOPE, "person_id": person_id, "channel": channel.value,
            "off": sorted(matter.value for matter in off), "changed_at": now,
            "language": language if language in dict(settings.LANGUAGES) else "",
        },
    )  # fmt: skip


def stop_contact(*, actor: Actor, now: datetime, case_id: int, stopped: bool) -> None:
    """Stop the messages to the telephone left with a case, or resume them; the page has proven the telephone."""
    stream = contact_stream(case_id)
    with records.acting(PLATFORM):
        keep(stream, None, Channel.PLATFORM if stopped else Channel.SMS, (), now)
        records.record_event(
            stream=stream, type="notices.contact_stopped" if stopped else "notices.contact_resumed", actor=actor,
            at=now, scope=SCOPE, data={"case": case_id},
        )  # fmt: skip


def send_test(*, actor: Actor, now: datetime) -> None:
    """Send a test by one's own channel, at once.

    Raises:
        Refused: one was sent within the minute, or nothing is sent at all.
    """
    person = person_of(actor)
    stream = stream_of(person)
    with records.acting(PLATFORM):
        chosen = Preference.objects.select_for_update().filter(stream=stream).first()
        channel = Channel(chosen.channel if chosen else rules_at(now).default.channel)
        language = chosen.language if chosen else ""
        if channel is Channel.PLATFORM:
            raise Refused.because(
                mark("您选择了只在站内看，没有可以测试的渠道。"), field="channel", code="platform"
            )
        if Message.objects.filter(stream=stream, notices=None, made_at__gt=now - _PAUSE).exists():
            raise Refused.because(
                mark("测试消息刚刚发出。"), remedy=mark("请一分钟后再试。"), code="wait", seconds=60
            )
        records.grant_access(stream=stream, persons=(person,))
        Message.objects.create(
            stream=stream, scope=SCOPE, person_id=person, key=secrets.token_hex(16), channel=channel.value,
            urgent=True, text=_test(language), language=language,
            state=Sending.READY.value, made_at=now, not_before=now,
        )  # fmt: skip
        records.record_event(
            stream=stream, type="notices.test_sent", actor=actor, at=now, scope=SCOPE,
            data={"channel": channel.value},
        )  # fmt: skip
    records.wake(MESSAGES_TASK, now)


def _test(language: str) -> str:
    with speaking(language or settings.LANGUAGE_CODE):
        return say(TEST, {"address": settings.ADDRESS + reverse("notices:mine")})
