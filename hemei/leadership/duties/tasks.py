"""Schedules of duties."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.leadership.duties import services


@app.periodic(cron="*/10 * * * *")
@app.task(name="hemei.duties.sweep", queueing_lock="hemei.duties.sweep")
def sweep_duties(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Remind of what is near or late, and tell upwards what stays late."""
    services.sweep(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())
