"""Schedules of the owners' books."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.community.ledgers import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="10 16 * * *")  # 00:10 in Shanghai
@app.task(name="hemei.ledgers.daily", queueing_lock="hemei.ledgers.daily")
def begin_day(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Book what falls due, let who sees the books follow terms of today, note what runs undecided or is late."""
    actor, now = Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), utc_now()
    services.follow_all(actor=actor, now=now)
    services.book_dues(actor=actor, now=now)
    services.note_undecided(actor=actor, now=now)
    services.note_late_transfers(actor=actor, now=now)
