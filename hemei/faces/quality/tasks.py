"""Schedules of quality."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.faces.quality import services
from hemei.kernel.clock import utc_now


@app.periodic(cron="10 19 * * *")  # 03:10 in Shanghai
@app.task(name="hemei.quality.count_round", queueing_lock="hemei.quality.count_round")
def count_round(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Count what contradicts tonight."""
    services.count_round(now=utc_now())
