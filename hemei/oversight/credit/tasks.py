"""Schedules of credit."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.kernel.clock import utc_now
from hemei.oversight.credit import services


@app.periodic(cron="* * * * *")
@app.task(name=services.REPORTS_TASK, queueing_lock=services.REPORTS_TASK, lock=services.REPORTS_TASK)
def print_reports(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Print the credit reports that were asked for, one after another."""
    services.print_waiting(clock=utc_now)
