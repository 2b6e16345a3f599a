"""Schedules of notices."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.faces.notices import services
from hemei.kernel.clock import utc_now


@app.periodic(cron="* * * * *")
@app.task(name=services.MESSAGES_TASK, queueing_lock=services.MESSAGES_TASK)
def send(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Tell of deadlines that came near, make the messages that are due, and send them."""
    services.tell_near(now=utc_now())
    services.gather(now=utc_now())
    services.send_due(clock=utc_now)


@app.periodic(cron="40 17 * * *")  # 01:40 in Shanghai
@app.task(name="hemei.notices.forget", queueing_lock="hemei.notices.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Erase notices that are over their time."""
    services.forget_old(now=utc_now())
