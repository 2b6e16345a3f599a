"""Schedules of webhooks."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.faces.api import services
from hemei.kernel.clock import utc_now


@app.periodic(cron="* * * * *")
@app.task(name=services.SEND_TASK, queueing_lock=services.SEND_TASK)
def send(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Push what waits; ask those who were given up whether they are back."""
    services.probe_paused(clock=utc_now)
    services.send_waiting(clock=utc_now)


@app.periodic(cron="40 16 * * *")
@app.task(name="hemei.api.forget", queueing_lock="hemei.api.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Forget what was delivered long ago."""
    services.forget_sent(now=utc_now())
