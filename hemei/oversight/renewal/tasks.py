"""Schedules of renewal."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.oversight.renewal import services

_WORKER = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


@app.periodic(cron="* * * * *")
@app.task(name=services.PLANS_TASK, queueing_lock=services.PLANS_TASK, lock=services.PLANS_TASK)
def plan_packages(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Work out the plans of packages that were asked for, one after another."""
    services.work_on_plans(clock=utc_now)


@app.periodic(cron="25 16 * * *")  # 00:25 in Shanghai
@app.task(name="hemei.renewal.follow", queueing_lock="hemei.renewal.follow")
def follow_begun(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Let what waits for management follow the contracts and modes of the day before."""
    services.follow_begun(actor=_WORKER, now=utc_now())
