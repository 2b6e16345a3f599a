"""Schedules of the open side."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.ground.people import services as people
from hemei.kernel.clock import utc_now


@app.periodic(cron="20 16 * * *")
@app.task(name="hemei.open311.forget_uses", queueing_lock="hemei.open311.forget_uses")
def forget_uses(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Forget how often keys were used the day before."""
    people.forget_program_uses(now=utc_now())
