"""Schedules of cases."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hemei.coordination.cases import services
from hemei.kernel.actor import EVERYWHERE, Actor, Role
from hemei.kernel.clock import utc_now


@app.periodic(cron="* * * * *")
@app.task(name="hemei.cases.sweep", queueing_lock="hemei.cases.sweep")
def sweep_cases(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Record silence, end lapsed pauses, tell upwards what is late."""
    services.sweep(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())


@app.periodic(cron="5 * * * *")
@app.task(name="hemei.cases.forget_sources", queueing_lock="hemei.cases.forget_sources")
def forget_sources(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Forget who reported how often in the hours that are over."""
    services.forget_sources(now=utc_now())


@app.periodic(cron="35 3 * * *")
@app.task(name="hemei.cases.train_kinds", queueing_lock="hemei.cases.train_kinds")
def train_kinds(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Learn the kinds anew where enough cases were confirmed since."""
    services.train_kinds(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())


@app.periodic(cron="50 3 * * *")
@app.task(name="hemei.cases.mark_pictures", queueing_lock="hemei.cases.mark_pictures")
def mark_pictures(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Keep the fingerprints of pictures that have none yet."""
    services.mark_all_pictures(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)))


@app.periodic(cron="20 16 * * *")  # 00:20 in Shanghai, after the day's checkpoint
@app.task(name="hemei.cases.advance_lots", queueing_lock="hemei.cases.advance_lots")
def advance_lots(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Fix the list of the week that is over, and let those be visited on whom the lot fell."""
    services.advance_lots(actor=Actor(role=Role.SYSTEM, places=(EVERYWHERE,)), now=utc_now())


@app.periodic(cron="* * * * *")
@app.task(name=services.TRIAL_TASK, queueing_lock=services.TRIAL_TASK)
def try_ladders(timestamp: int) -> None:  # noqa: ARG001 - the scheduler's signature
    """Play the trials of ladders that were asked for, and take up what a killed worker left."""
    services.play_trials(clock=utc_now)
