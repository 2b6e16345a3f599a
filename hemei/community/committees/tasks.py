"""Schedules of committees."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.community.committees import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="15 22 * * *")  # 06:15 in Shanghai
@app.task(name="hemei.committees.watch", queueing_lock="hemei.committees.watch")
def watch_committees(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Warn of terms that end, of committees below half, of handovers that nobody signed in time."""
    services.watch(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())
