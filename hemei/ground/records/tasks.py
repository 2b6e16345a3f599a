"""Schedules of the record."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.ground.records import services
from hemei.kernel.clock import utc_now


@app.periodic(cron="5 16 * * *")  # 00:05 in Shanghai
@app.task(name="hemei.records.daily_checkpoint", queueing_lock="hemei.records.daily_checkpoint")
def daily_checkpoint(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Cover yesterday's events and publish the file."""
    services.take_checkpoint(now=utc_now())
    services.publish_checkpoints()


@app.periodic(cron="* * * * *")
@app.task(name=services.IMPORTS_TASK, queueing_lock=services.IMPORTS_TASK)
def run_imports(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Run the imports that were asked for, and those whose run has died."""
    services.run_waiting(clock=utc_now)


@app.periodic(cron="25 16 * * *")  # 00:25 in Shanghai
@app.task(name="hemei.records.forget_uploads", queueing_lock="hemei.records.forget_uploads")
def forget_uploads(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Remove files that stayed to be answered in and whose days are over."""
    services.forget_kept_uploads(now=utc_now())
