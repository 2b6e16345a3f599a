"""Schedules of mediation."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now
from hemei.oversight.mediation import services

_WORKER = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))


@app.periodic(cron="*/20 * * * *")
@app.task(name="hemei.mediation.warn", queueing_lock="hemei.mediation.warn")
def warn(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Give the warnings whose time has come, day and night: the end of a clock does not wait for the morning."""
    services.sweep(actor=_WORKER, now=utc_now())


@app.periodic(cron="5 0 * * *")
@app.task(name="hemei.mediation.follow_managers", queueing_lock="hemei.mediation.follow_managers")
def follow_managers(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Hand the files of projects to who is in charge of them from today on."""
    services.follow_managers(actor=_WORKER, now=utc_now())
