"""Notices and messages are kept for a time and go."""

from __future__ import annotations

from datetime import date, datetime

from hemei.faces.notices.facts import rules_at
from hemei.faces.notices.models import Message, Notice
from hemei.faces.notices.streams import PLATFORM
from hemei.ground.records import services as records
from hemei.kernel.workdays import SHANGHAI, shanghai_day

_BATCH = 5_000
_DECEMBER = 12


def forget_old(*, now: datetime) -> int:
    """Erase what is over its time, a batch at a time; returns how many notices and messages went."""
    before, gone = _months_before(shanghai_day(now), rules_at(now).kept.months), 0
    while True:
        with records.acting(PLATFORM):
            old = list(
                Notice.objects.filter(happened_at__lt=before)
                .order_by("happened_at")[:_BATCH]
                .values_list("pk")
            )
            Notice.objects.filter(pk__in=[pk for (pk,) in old]).delete()
            empty = Message.objects.filter(made_at__lt=before, notices=None, ended_at__isnull=False)
            shed = list(empty.values_list("pk", flat=True)[:_BATCH])
            Message.objects.filter(pk__in=shed).delete()
        gone += len(old) + len(shed)
        if len(old) < _BATCH and len(shed) < _BATCH:
            return gone


def _months_before(day: date, months: int) -> datetime:
    years, month = divmod(day.year * _DECEMBER + day.month - 1 - months, _DECEMBER)
    return datetime(years, month + 1, 1, tzinfo=SHANGHAI)
