"""`hemei fund`: the maintenance fund; a year's interest in one run, with progress, gone on with after a kill."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hemei.kernel.actor import Actor

_FIRST = 2008
"""The measures on the maintenance fund are in force since."""
_CHUNK = 500
_TOLD_EVERY = 5.0
"""Seconds between two lines of progress where no terminal shows it."""


@click.group()
def fund() -> None:
    """The maintenance fund."""


@fund.command()
@click.option(
    "--year", type=click.IntRange(min=_FIRST), required=True, help="The year to credit, which is over."
)
@click.option("--estate", "code", default="", help="Only the fund of the estate of this code.")
def interest(*, year: int, code: str) -> None:
    """Credit a year's interest to every household, one fund a transaction.

    What is credited already is passed over, so the same command goes on where a killed one was. Exit 1 where a fund
    could not be credited; each is named with the reason, and all others are done.
    """
    ready()
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415

    waiting = list(_waiting(year, code, Actor(role=Role.SYSTEM, places=(EVERYWHERE,))))
    refused = _credit(year, waiting)
    for line in refused:
        click.echo(line, err=True)
    if refused:
        raise SystemExit(1)


def _waiting(year: int, code: str, actor: Actor) -> Iterator[tuple[int, str, int]]:
    from hemei.community.funds import queries  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415

    after, page = 0, [(0, "", 0)]
    while page:
        with records.acting(actor):
            page = queries.funds_without_interest(year, after=after, limit=_CHUNK, code=code)
        yield from page
        after = page[-1][0] if page else 0


def _credit(year: int, waiting: list[tuple[int, str, int]]) -> list[str]:
    from hemei.community.funds import services  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.kernel.decision import Refused  # noqa: PLC0415
    from hemei.project.demonstration.progress import Progress  # noqa: PLC0415

    done, units, fen, refused = 0, 0, 0, []
    total = sum(households for _number, _code, households in waiting)
    with Progress(sys.stderr, every=_TOLD_EVERY).stage(f"interest {year}", total, "households") as stage:
        for number, code, households in waiting:
            try:
                found = services.credit_interest(now=utc_now(), fund_id=number, year=year)
            except Refused as error:
                refused.append(f"{code}: {error}")
            else:
                if found is not None:
                    done, units, fen = done + 1, units + len(found.units), fen + found.total_fen
            stage.step(households)
    click.echo(f"{year}: {done} funds, {units} households, {fen / 100:,.2f} yuan.")
    return refused
