"""What is held of a person here, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Max

from hemei.faces.notices.models import Address, Feed, Message, Notice, Preference
from hemei.faces.notices.streams import PLATFORM, stream_of
from hemei.ground.people.queries import CHANNEL_NAMES, Channel
from hemei.ground.records import services as records
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Fact, Held, Holder
from hemei.kernel.workdays import shanghai_day


def held_of(persons: Sequence[int], on: date) -> list[Held]:  # noqa: ARG001 - the shape every holder has
    """Return the channel, typed addresses, the calendar and how many notices and messages there are."""
    streams = [stream_of(person) for person in persons]
    with records.acting(
        PLATFORM
    ):  # nothing of it lies in the city: row-level security knows the person's stream only
        found = [
            Held(
                mark("提醒的设置"),
                facts=((mark("渠道"), CHANNEL_NAMES[Channel(row.channel)]),),
                stream=row.stream,
            )
            for row in Preference.objects.filter(stream__in=streams).order_by("id")
        ]
        found += [
            Held(
                mark("接收提醒的地址"),
                facts=((mark("渠道"), CHANNEL_NAMES[Channel(row.channel)]),),
                stream=row.stream,
            )
            for row in Address.objects.filter(stream__in=streams).order_by("id")
        ]
        found += [
            Held(mark("日历订阅"), facts=((mark("建立"), shanghai_day(row.made_at).isoformat()),))
            for row in Feed.objects.filter(stream__in=streams, ended_at=None).order_by("id")
        ]
        counted = Notice.objects.filter(stream__in=streams).aggregate(
            many=Count("*"), last=Max("happened_at")
        )
        sent = Message.objects.filter(stream__in=streams).count()
    if counted["many"]:
        facts: tuple[Fact, ...] = (
            (mark("提醒"), str(counted["many"])),
            (mark("消息"), str(sent)),
            (mark("最近一次"), shanghai_day(counted["last"]).isoformat()),
        )
        found.append(Held(mark("收到的提醒"), facts=facts))
    return found


HOLDER = Holder(
    frozenset({"notices_notice", "notices_message", "notices_preference", "notices_address", "notices_feed"}),
    held_of,
)
