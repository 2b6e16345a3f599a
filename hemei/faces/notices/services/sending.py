"""Messages go out: claimed a few at a time, sent outside the transaction, and what came of it is written down.

When it may go and whether it is wanted is asked as it goes, at every attempt: a worker that stood still, or a gateway
that was away, brings nobody a text at night, nor one that was switched off meanwhile. Danger alone does not wait.

Killed between the sending and the writing, an attempt is made again: whoever sends cannot know what arrived. The key
of the message is the same at every attempt, so a gateway that keeps keys sends it once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from hemei.coordination.cases import queries as cases
from hemei.faces.notices.facts import rules_at
from hemei.faces.notices.models import Address, Message, Notice, Preference
from hemei.faces.notices.rules.acts import Act, may
from hemei.faces.notices.rules.standards import Retry
from hemei.faces.notices.rules.wording import TITLE
from hemei.faces.notices.rules.words import Sending, State
from hemei.faces.notices.services.gathering import text_of
from hemei.faces.notices.streams import CONTACT, PLATFORM, SCOPE, SUPPORTER, case_of, supporter_of
from hemei.ground.clocks import queries as clocks
from hemei.ground.people import queries as people
from hemei.ground.people import services as sender
from hemei.ground.people.queries import Channel
from hemei.ground.records import queries as records
from hemei.ground.records import services as writers
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.decision import Refused, demand, mark
from hemei.ui.words import say, speaking

MESSAGES_TASK = "hemei.notices.send"
_FEW, _RUN = 5, timedelta(seconds=45)
_CLAIM = """
update notices_message m set state = 'sending', attempts = attempts + 1, claimed_at = %(now)s
from (
  select id, state as before from notices_message
  where (urgent or %(open)s) and (
    (state in ('ready', 'failed') and not_before <= %(now)s) or (state = 'sending' and claimed_at < %(silent)s))
  order by urgent desc, not_before, id limit %(few)s for update skip locked) found
where m.id = found.id
returning m.id, m.stream, m.person_id, m.key, m.channel, m.text, m.attempts, found.before, m.language, m.urgent
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker sends now."""

    id: int
    stream: str
    person_id: int | None
    key: str
    channel: Channel
    text: str
    attempts: int
    before: Sending
    language: str
    urgent: bool


def send_due(*, clock: Callable[[], datetime]) -> int:
    """Send what is due and what a killed worker left; returns how many attempts were made.

    `clock` tells the moment anew for each step, for a slow gateway takes its time. A run ends within its minute, so
    that a gateway that is away does not keep a worker from everything else; the next run goes on.
    """
    tried, until = 0, clock() + _RUN
    while clock() <= until and (claimed := _claim(clock())):
        for message in claimed:
            _try(message, clock)
        tried += len(claimed)
    return tried


def _claim(now: datetime) -> list[Claimed]:
    silent = now - timedelta(minutes=rules_at(now).retry.silent_minutes)
    with writers.acting(PLATFORM), connection.cursor() as cursor:
        doors = clocks.working_time(now=now).is_open(now)
        cursor.execute(_CLAIM, {"now": now, "silent": silent, "few": _FEW, "open": doors})
        rows = sorted(cursor.fetchall())
    return [
        Claimed(pk, stream, person, key, Channel(channel), text, attempts, Sending(before), language, urgent)
        for pk, stream, person, key, channel, text, attempts, before, language, urgent in rows
    ]


def _try(message: Claimed, clock: Callable[[], datetime]) -> None:
    """Send one message, and write what came of it."""
    text = _still_wanted(message, clock()) if not message.urgent else message.text
    kept = _kept_back(message) if text else "off"
    to = "" if kept else _address(message)
    if kept or not to:
        _ended(message, clock(), Sending.SHOWN, kept or "address")
    elif not sender.channel_is_set(message.channel):
        _ended(message, clock(), Sending.SENT, "", outbox=True)
    else:
        with speaking(message.language or settings.LANGUAGE_CODE):
            title = say(TITLE)
        try:
            sender.send_text(channel=message.channel, to=to, title=title, text=text, key=message.key)
        except sender.NotSent:
            _failed(message, clock(), rules_at(clock()).retry)
        else:
            _ended(message, clock(), Sending.SENT, "")


def _still_wanted(message: Claimed, now: datetime) -> str:
    """Return the text without what its recipient has switched off since it was made; empty where that is all of it."""
    with writers.acting(PLATFORM):
        chosen = Preference.objects.filter(stream=message.stream).first()
        notices = list(Notice.objects.select_for_update().filter(message=message.id).order_by("id"))
        if chosen is None or not notices or message.channel is Channel.PLATFORM:
            return message.text
        if chosen.channel == Channel.PLATFORM:
            return ""
        off = [notice.pk for notice in notices if notice.matter in chosen.off]
        if not off:
            return message.text
        Notice.objects.filter(pk__in=off).update(state=State.OFF.value, message=None)
        wanted = [notice for notice in notices if notice.pk not in off]
        with speaking(message.language or settings.LANGUAGE_CODE):
            text = text_of(rules_at(now), wanted) if wanted else ""
        Message.objects.filter(pk=message.id).update(text=text or message.text)
        return text


def _kept_back(message: Claimed) -> str:
    """Return why a message stays on the platform; empty where it may go. A demonstration has an outbox instead."""
    if message.channel is Channel.PLATFORM:
        return "platform"
    return "" if sender.channel_is_set(message.channel) or settings.DEMO else "unset"


def _address(message: Claimed) -> str:
    """Return where to send, as it stands now; empty where there is no proven address."""
    with writers.acting(PLATFORM):
        if message.stream.startswith(CONTACT):
            return cases.contact_of(case_of(message.stream)) if message.channel is Channel.SMS else ""
        if message.stream.startswith(SUPPORTER):
            texted = message.channel is Channel.SMS
            return cases.supporter_phone(supporter_of(message.stream)) if texted else ""
        if message.channel is Channel.SMS:
            person = Actor(role=Role.SYSTEM, person_id=message.person_id, places=(EVERYWHERE,))
            return people.own_phone(actor=person)
        proven = Address.objects.filter(
            stream=message.stream, channel=message.channel.value, proven_at__isnull=False
        )
        vault = proven.values_list("address_id", flat=True).first()
        return records.open_sealed([vault]).get(vault) or "" if vault else ""


def _ended(message: Claimed, now: datetime, state: Sending, error: str, *, outbox: bool = False) -> None:
    with writers.acting(PLATFORM):
        rows = Message.objects.filter(pk=message.id, state=Sending.SENDING.value, attempts=message.attempts)
        rows.update(state=state.value, ended_at=now, error=error, outbox=outbox)


def _failed(message: Claimed, now: datetime, retry: Retry) -> None:
    """Put off the next attempt, or give up and say so in an event: somebody has to look at the gateway."""
    again_at = retry.again_at(message.attempts, now)
    with writers.acting(PLATFORM):
        rows = Message.objects.filter(pk=message.id, state=Sending.SENDING.value, attempts=message.attempts)
        if again_at is not None:
            rows.update(state=Sending.FAILED.value, not_before=again_at, error="gateway")
        elif rows.update(state=Sending.GIVEN_UP.value, ended_at=now, error="gateway"):
            writers.record_event(
                stream=message.stream, type="notices.message_given_up", actor=PLATFORM, at=now, scope=SCOPE,
                data={"message": message.id, "channel": message.channel.value, "attempts": message.attempts},
            )  # fmt: skip


def retry(*, actor: Actor, now: datetime, message_id: int | None) -> int:
    """Send given-up messages once more, one or all, with their old keys; returns how many.

    Raises:
        Refused: the role may not, or the message is not given up.
    """
    demand(may(actor.role, Act.RETRY))
    with writers.acting(PLATFORM):
        rows = Message.objects.select_for_update().filter(state=Sending.GIVEN_UP.value)
        found = list(rows.filter(pk=message_id) if message_id is not None else rows)
        if message_id is not None and not found:
            raise Refused.because(mark("这条消息已经不在停止发送的里面。"), code="not_found")
        for row in found:
            row.state, row.ended_at, row.not_before, row.attempts = Sending.READY.value, None, now, 0
            row.save(update_fields=["state", "ended_at", "not_before", "attempts"])
            writers.record_event(
                stream=row.stream, type="notices.message_retried", actor=actor, at=now, scope=SCOPE,
                data={"message": row.pk},
            )  # fmt: skip
    writers.wake(MESSAGES_TASK, now)
    return len(found)
