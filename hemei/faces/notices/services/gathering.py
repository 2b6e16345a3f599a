"""Waiting notices become messages: those of one recipient that wait together are one."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext

from hemei.faces.notices.facts import rules_at
from hemei.faces.notices.models import Message, Notice, Preference
from hemei.faces.notices.rules.standards import NoticeRules
from hemei.faces.notices.rules.wording import message_of
from hemei.faces.notices.rules.words import State
from hemei.faces.notices.streams import CONTACT, PLATFORM, SCOPE, SUPPORTER
from hemei.ground.people.queries import Channel
from hemei.ground.records import services as records
from hemei.ui.words import is_english, speaking

_BATCH = 200
# Who waits for his first notice that is due; an urgent one takes nothing along that may wait for the morning.
_DUE = """
select distinct stream, urgent from notices_notice
where state = 'waiting' and due_at <= %s order by urgent desc, stream limit %s
"""


def gather(*, now: datetime) -> int:
    """Make the messages that are due; returns how many. Two at once share the work, and nobody is told twice."""
    made = 0
    while True:
        with records.acting(PLATFORM):
            with connection.cursor() as cursor:
                cursor.execute(_DUE, [now, _BATCH])
                due = list(cursor.fetchall())
            done = [_gather(now, stream, urgent=urgent) for stream, urgent in due]
        made += sum(done)
        if not any(done):
            return made


def _gather(now: datetime, stream: str, *, urgent: bool) -> int:
    waiting = Notice.objects.select_for_update(skip_locked=True)
    found = list(waiting.filter(stream=stream, urgent=urgent, state=State.WAITING).order_by("id"))
    if not any(notice.due_at <= now for notice in found):
        return 0  # somebody else was quicker
    rules = rules_at(now)
    chosen = Preference.objects.filter(stream=stream).first()
    off = set(chosen.off) if chosen and not urgent else set()
    unwanted = [notice.pk for notice in found if notice.matter in off]
    Notice.objects.filter(pk__in=unwanted).update(state=State.OFF.value)
    wanted = [notice for notice in found if notice.matter not in off]
    if wanted:
        channel = Channel(chosen.channel if chosen else rules.default.channel)
        if urgent and channel is Channel.PLATFORM:
            channel = Channel(rules.default.channel)  # danger reaches who has to act, whatever he chose
        language = chosen.language if chosen else ""
        with speaking(language or settings.LANGUAGE_CODE):
            message = _message(now, rules, wanted, channel, language, urgent=urgent)
        Notice.objects.filter(pk__in=[notice.pk for notice in wanted]).update(
            state=State.MERGED.value, message=message
        )
    return 1


def _message(
    now: datetime, rules: NoticeRules, notices: list[Notice], channel: Channel, language: str, *, urgent: bool
) -> Message:
    """Make the message in the language that is spoken here, which is its recipient's."""
    first = notices[0]
    return Message.objects.create(
        stream=first.stream, scope=SCOPE, person_id=first.person_id, key=secrets.token_hex(16),
        channel=channel.value, urgent=urgent, made_at=now, not_before=now,
        text=text_of(rules, notices), language=language,
    )  # fmt: skip


def text_of(rules: NoticeRules, notices: list[Notice]) -> str:
    """Return what a message of these notices says, in the language that is spoken here."""
    address = address_for(notices[0].stream, notices)
    return message_of(_matters(rules, notices), rules.merging.named, address, gettext)


def _matters(rules: NoticeRules, notices: Iterable[Notice]) -> list[str]:
    """Return the words of each; a rule that a newer document no longer has is left out only from the words."""
    found = ((rules.rule(one.code), one) for one in notices)
    return [
        rule.says(one.number, one.what, english=is_english()) if rule else one.number for rule, one in found
    ]


def address_for(stream: str, notices: list[Notice]) -> str:
    """Return where to look: one's own notices; without an account, the page that asks for the telephone.

    Of a telephone by which a case is followed that page stops the messages, and leads to the signing in.
    """
    if stream.startswith(CONTACT) and notices:
        return settings.ADDRESS + reverse("cases:follow", args=[notices[-1].number])
    if stream.startswith(SUPPORTER) and notices:
        return settings.ADDRESS + reverse("cases:follow_stop", args=[notices[-1].number])
    return settings.ADDRESS + reverse("notices:mine")
