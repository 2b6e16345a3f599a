"""Schedules of the cockpit."""

from __future__ import annotations

from django.conf import settings
from procrastinate.contrib.django import app

from hemei.faces.cockpit import services
from hemei.kernel.clock import utc_now


@app.periodic(cron="* * * * *")
@app.task(name="hemei.cockpit.rollups", queueing_lock="hemei.cockpit.rollups")
def keep_rollups(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Count what changed since the last minute."""
    services.refresh_rollups(now=utc_now())


@app.periodic(cron="40 18 * * *")  # 02:40 in Shanghai
@app.task(name="hemei.cockpit.whole_rollups", queueing_lock="hemei.cockpit.whole_rollups")
def count_whole(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Count every figure anew, so that nothing a round could have missed stays wrong."""
    services.refresh_rollups(now=utc_now(), whole=True)


@app.periodic(cron="* * * * *")
@app.task(name=services.BULLETINS_TASK, queueing_lock=services.BULLETINS_TASK, lock=services.BULLETINS_TASK)
def make_bulletins(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Make and check the bulletins that were asked for, one after another."""
    services.make_waiting(clock=utc_now)


@app.periodic(cron="10 19 1-5,28-31 * *")  # 03:10 in Shanghai on the first days of a month
@app.task(name="hemei.cockpit.past_month", queueing_lock="hemei.cockpit.past_month")
def ask_for_past_month(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Ask for the city's and the counties' bulletins of the month that has passed, once."""
    services.ask_for_last_month(now=utc_now(), site=settings.ADDRESS)
