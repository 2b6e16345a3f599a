"""`hemei fund`: the maintenance fund; a year's interest in one run, with progress, gone on with after a kill."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hemei.kernel.decision import Refused

_CHUNK = 200


@click.group()
def fund() -> None:
    """The maintenance fund."""


@fund.command()
@click.option("--year", type=int, required=True, help="The year to credit; it must be over.")
@click.option("--estate", "code", default="", help="Only the estate of this code.")
def interest(*, year: int, code: str) -> None:
    """Credit a year's interest to every household, fund by fund.

    What is credited already is passed over, so the same command goes on where a killed one was. Exit 1 where a fund
    could not be credited; each is named with the reason, and all others are done.
    """
    ready()
    from hemei.community.funds import queries, services  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.kernel.decision import Refused  # noqa: PLC0415
    from hemei.project.demonstration.progress import Progress  # noqa: PLC0415

    _demand_year(year)
    actor = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))

    def waiting() -> Iterator[tuple[int, str, int]]:
        after = 0
        while True:
            with records.acting(actor):
                page = queries.funds_without_interest(year, after=after, limit=_CHUNK, code=code)
            if not page:
                return
            yield from page
            after = page[-1][0]

    todo = list(waiting())
    done, total, units, refused = 0, 0, 0, list[tuple[str, "Refused"]]()
    with Progress(sys.stderr).stage(
        f"{year}", sum(households for _, _, households in todo), "households"
    ) as stage:
        for number, estate, households in todo:
            try:
                found = services.credit_interest(now=utc_now(), fund_id=number, year=year)
            except Refused as error:
                refused.append((estate, error))
            else:
                if found is not None:
                    done, total, units = done + 1, total + found.total_fen, units + len(found.units)
            stage.step(households)
    click.echo(f"{year}: {done} funds, {units} households, {total / 100:,.2f} yuan.")
    for estate, error in refused:
        click.echo(f"{estate}: {error}", err=True)
    if refused:
        raise SystemExit(1)


def _demand_year(year: int) -> None:
    if not 2008 <= year <= datetime.now().astimezone().year:  # noqa: PLR2004 - the measures are of 2008
        raise click.UsageError(f"{year} is no year that can be credited; write it like 2025.")
