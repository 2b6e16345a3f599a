"""Schedules of privacy."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.ground.privacy import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="40 2 * * *")
@app.task(name="hemei.privacy.erase_expired", queueing_lock="hemei.privacy.erase_expired")
def erase_expired(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Erase what is over its time by the notice in force."""
    services.erase_expired(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())
