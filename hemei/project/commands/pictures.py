"""`hemei pictures`: pictures of cases that are not yet known when they come again as proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.coordination.cases.services import Marked


@click.command()
def pictures() -> None:
    """Fill in the fingerprints of pictures that have none; killed and run again it goes on."""
    ready()
    from hemei.coordination.cases import services  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415

    actor = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    done = services.mark_all_pictures(actor=actor, told=_tell)
    click.echo(f"{done.marked} pictures marked, {done.passed} could not be read.")
    if done.passed:
        raise SystemExit(1)


def _tell(done: Marked) -> None:
    click.echo(f"  {done.marked} marked, up to picture {done.last}", err=True)
