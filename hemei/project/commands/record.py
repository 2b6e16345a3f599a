"""`hemei verify` and `hemei checkpoint`: proving the record."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from hemei.project.start import ready, ready_as_owner


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A published checkpoint file.",
)
def verify(*, as_json: bool, against: Path | None) -> None:
    """Recompute every event, stream and checkpoint. Exit 0 when whole, 1 naming the first broken event."""
    ready_as_owner()
    from hemei.ground.records.verify import verify as recompute  # noqa: PLC0415

    try:
        verdict = recompute(against=against)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(
            json.dumps(
                {
                    "events": verdict.events,
                    "checkpoints": verdict.checkpoints,
                    "first_broken": verdict.first_broken,
                    "reason": verdict.reason or None,
                }
            )
        )
    elif verdict.whole:
        click.echo(f"Whole: {verdict.events} events, {verdict.checkpoints} checkpoints.")
    else:
        click.echo(f"Broken: event {verdict.first_broken}: {verdict.reason}.")
    sys.exit(0 if verdict.whole else 1)


@click.command()
def checkpoint() -> None:
    """Take a checkpoint now and write the published file."""
    ready()
    from hemei.ground.records import services  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    taken = services.take_checkpoint(now=utc_now())
    path = services.publish_checkpoints()
    click.echo(f"{taken.size} events covered, published in {path}." if taken else f"Nothing new; see {path}.")
