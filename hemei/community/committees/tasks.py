"""Schedules of committees."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.community.committees import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="15 22 * * *")  # 06:15 in Shanghai
@app.task(name="hemei.committees.watch", queueing_lock="hemei.committees.watch")
def watch_committees(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """End the seats of who sold; warn of terms that end, committees below half, handovers nobody signed in time."""
    services.watch(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())
