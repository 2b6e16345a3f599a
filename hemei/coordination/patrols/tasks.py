"""Schedules of patrols."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.coordination.patrols import services
from hemei.kernel.clock import utc_now


@app.periodic(cron="10 16 * * *")
@app.task(name="hemei.patrols.plan", queueing_lock="hemei.patrols.plan")
def plan_rounds(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Call missed what did not arrive, then plan the days ahead: ten past midnight in Shanghai."""
    now = utc_now()
    services.sweep_missed(now=now)
    services.plan_rounds(now=now)


@app.periodic(cron="50 17 * * *")  # 01:50 in Shanghai
@app.task(name="hemei.patrols.forget", queueing_lock="hemei.patrols.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Remove positions of walkers that are over their time."""
    services.forget_positions(now=utc_now())
