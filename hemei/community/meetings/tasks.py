"""Schedules of meetings."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.community.meetings import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="*/15 * * * *")
@app.task(name="hemei.meetings.group_opinions", queueing_lock="hemei.meetings.group_opinions")
def group_opinions(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Group the opinions on statements where enough more people spoke."""
    services.group_opinions(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())
