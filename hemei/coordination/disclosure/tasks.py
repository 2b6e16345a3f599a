"""Schedules of disclosures."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.coordination.disclosure import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="30 16 * * *")  # 00:30 in Shanghai, after books, purses and funds
@app.task(name="hemei.disclosure.sweep", queueing_lock="hemei.disclosure.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Open the periods that are over, and record what is late or missing, look for risks, every night."""
    platform, now = Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), utc_now()
    services.sweep(actor=platform, now=now)
    services.look(actor=platform, now=now)
