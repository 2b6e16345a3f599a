"""Schedules of meetings."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.community.meetings import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now

SYSTEM = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


@app.periodic(cron="*/15 * * * *")
@app.task(name="hemei.meetings.group_opinions", queueing_lock="hemei.meetings.group_opinions")
def group_opinions(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Group the opinions on statements where enough more people spoke."""
    services.group_opinions(actor=SYSTEM, now=utc_now())


@app.periodic(cron="20 * * * *")
@app.task(name="hemei.meetings.end_demands", queueing_lock="hemei.meetings.end_demands")
def end_demands(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """End the demands for a meeting that too few owners joined in time."""
    services.end_demands(actor=SYSTEM, now=utc_now())
