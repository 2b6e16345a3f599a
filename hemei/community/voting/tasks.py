"""Schedules of voting."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.community.voting import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="5-59/10 * * * *")
@app.task(name="hemei.voting.sweep", queueing_lock="hemei.voting.sweep")
def sweep_assemblies(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Hand on what is late, and ask for the count of what has ended."""
    services.sweep(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())


@app.periodic(cron="* * * * *")
@app.task(name=services.PAPER_TASK, queueing_lock=services.PAPER_TASK)
def work_on_paper(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Set ballots and letters that were asked for, read the scans that came in, take up what a killed run left."""
    services.set_waiting_runs(clock=utc_now)
    services.set_waiting_letters(clock=utc_now)
    services.read_waiting_scans(clock=utc_now)
