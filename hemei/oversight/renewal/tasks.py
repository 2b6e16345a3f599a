"""Schedules of renewal."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.kernel.clock import utc_now
from hemei.oversight.renewal import services


@app.periodic(cron="* * * * *")
@app.task(name=services.PLANS_TASK, queueing_lock=services.PLANS_TASK, lock=services.PLANS_TASK)
def plan_packages(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Work out the plans of packages that were asked for, one after another."""
    services.work_on_plans(clock=utc_now)
