"""Schedules of the maintenance fund."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.community.funds import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="25 16 * * *")  # 00:25 in Shanghai, after the books
@app.task(name="hemei.funds.daily", queueing_lock="hemei.funds.daily")
def begin_day(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Let the funds follow books and units; credit years that are over; share out the common part.

    Sales come last: what is credited tonight to a day before one stands in its statement at once.
    """
    services.follow_all(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)))
    services.open_missing(now=utc_now())
    services.credit_due(now=utc_now())
    services.share_all(now=utc_now())
    services.follow_sales(now=utc_now())
