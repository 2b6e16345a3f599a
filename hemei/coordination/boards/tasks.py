"""Schedules of boards."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.coordination.boards import services
from hemei.kernel.clock import utc_now


@app.periodic(cron="* * * * *")
@app.task(name=services.SWEEP_TASK, queueing_lock=services.SWEEP_TASK)
def sweep_boards(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Find boards that no longer say what the registers say."""
    services.sweep_boards(now=utc_now())


@app.periodic(cron="* * * * *")
@app.task(name=services.PRINT_TASK, queueing_lock=services.PRINT_TASK)
def print_boards(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Print the boards that were asked for, and take up what a killed run left."""
    services.print_waiting(clock=utc_now)
