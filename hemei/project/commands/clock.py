"""`hemei clock`: working time on the command line; counting needs no database."""

from __future__ import annotations

from datetime import datetime

import click

from hemei.kernel.standards import NoStandard
from hemei.kernel.standards.working_time import clock_standards, working_time
from hemei.kernel.workdays import SHANGHAI, Limit, NoNotice, WorkingTime, shanghai_day
from hemei.project import environment, locations


class Moment(click.ParamType[datetime]):
    """ISO 8601; without an offset it is Shanghai time."""

    name = "moment"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the text; a date that does not exist is refused."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            self.fail(f"{value!r} is no moment ({error}); write it as 2026-09-30T16:30.", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


class WorkingHours(click.ParamType[Limit]):
    """Decimal working hours that are whole minutes."""

    name = "hours"

    def convert(self, value: str | Limit, param: click.Parameter | None, ctx: click.Context | None) -> Limit:
        """Read the text; a fraction of a minute is refused."""
        if isinstance(value, Limit):
            return value
        try:
            return Limit.of_working_hours(value)
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


@click.group()
def clock() -> None:
    """Count working time: official holidays, make-up workdays, business hours."""


@clock.command()
@click.option(
    "--from", "start", type=Moment(), required=True, help="When the limit starts, 2026-09-30T16:30."
)
@click.option("--hours", type=WorkingHours(), help="Working hours, decimals allowed (2.5).")
@click.option("--days", type=click.IntRange(1, 999_999), help="Working days; the start day does not count.")
def due(start: datetime, hours: Limit | None, days: int | None) -> None:
    """Print when a limit ends (Civil Code art. 201 to 203), ISO 8601 in Shanghai time."""
    if (hours is None) == (days is None):
        raise click.UsageError("Give either --hours or --days.")
    limit = hours or Limit(days or 0, "working_days")
    try:
        end = _working_time(start).exact_due(start, limit)
    except (NoNotice, NoStandard) as error:
        raise click.UsageError(str(error)) from error
    click.echo(end.astimezone(SHANGHAI).isoformat())


@clock.command()
@click.argument("a", type=Moment())
@click.argument("b", type=Moment())
def between(a: datetime, b: datetime) -> None:
    """Print the whole working minutes from A to B; B may not lie before A."""
    if b < a:
        raise click.UsageError(f"{b.isoformat()} lies before {a.isoformat()}; give the earlier moment first.")
    try:
        minutes = _working_time(a).exact_minutes_between(a, b)
    except (NoNotice, NoStandard) as error:
        raise click.UsageError(str(error)) from error
    click.echo(minutes)


@clock.command()
def recompute() -> None:
    """Compute open deadlines again after a new holiday notice or other business hours."""
    from hemei.project.start import ready  # noqa: PLC0415 - the other commands need no Django

    ready()
    from hemei.ground.clocks import queries, services  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    now = utc_now()
    actor = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    done = services.recompute_deadlines(actor=actor, now=now, working_time=queries.working_time(now=now))
    click.echo(f"{done.seen} deadlines of another calendar, {done.moved} moved here, {done.failed} failed.")
    if done.failed:
        raise click.exceptions.Exit(1)


def _working_time(at: datetime) -> WorkingTime:
    """Return the city's working time with the business hours in force at this moment."""
    folder = environment.folder("HEMEI_STANDARDS_FOLDER", locations.shipped("standards"))
    standards = clock_standards(folder, city=environment.text("HEMEI_STANDARDS", environment.STANDARDS_CITY))
    return working_time(standards, on=shanghai_day(at))
