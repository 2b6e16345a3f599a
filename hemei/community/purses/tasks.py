"""Schedules of joint accounts."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.community.purses import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="20 16 * * *")  # 00:20 in Shanghai, after the books
@app.task(name="hemei.purses.daily", queueing_lock="hemei.purses.daily")
def begin_day(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Let who sees the accounts follow who sees the books, and what waited until its days were over lapse."""
    system = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    services.follow_all(actor=system)
    services.lapse_substitutes(actor=system, now=utc_now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="hemei.purses.expire", queueing_lock="hemei.purses.expire")
def expire(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """End orders that were not approved in time."""
    services.expire_orders(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())
