"""Schedules of policy."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.leadership.policy import services


@app.periodic(cron="30 1 * * *")
@app.task(name="hemei.policy.demand_again", queueing_lock="hemei.policy.demand_again")
def demand_again(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Set the duties of a new month, quarter or year."""
    services.demand_again(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())
