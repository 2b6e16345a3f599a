"""Schedules of the clocks."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.ground.clocks import queries, services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="20 * * * *")
@app.task(name="hemei.clocks.recompute", queueing_lock="hemei.clocks.recompute")
def recompute(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Compute deadlines of another calendar again; nothing to do unless a notice or the hours changed."""
    now = utc_now()
    services.recompute_deadlines(
        actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)),
        now=now,
        working_time=queries.working_time(now=now),
    )
