"""`hemei keys`: which keys lock the vault, and locking everything anew under the present one."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.ground.records.services import Locked, Turn


@click.group()
def keys() -> None:
    """Say which keys are at hand, and lock everything anew under the present one."""


@keys.command()
def show() -> None:
    """Say which keys are at hand, by a mark that tells nothing about them, and what still waits to be rotated."""
    ready()
    from django.conf import settings  # noqa: PLC0415

    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.keys import mark_of, masters  # noqa: PLC0415

    present, *former = [mark_of(master).hex() for master in masters()]
    click.echo(f"present key {present}, cipher {settings.VAULT_CIPHER}")
    for mark in former:
        click.echo(f"former key {mark}, opens only")
    for name, count in records.waiting_for_rotation().items():
        click.echo(f"{name}: {count} to look at")


@keys.command()
@click.option(
    "--batch", type=click.IntRange(1, 20_000), default=2_000, show_default=True, help="Values a transaction."
)
def rotate(batch: int) -> None:
    """Lock everything anew under the present key and cipher, with progress.

    May be stopped or killed at any moment and run again: it goes on with what
    is left. Serving goes on meanwhile. Ends by telling which key may go; exit 1
    where something is left.
    """
    ready()
    from hemei.ground.places import queries as places  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.actor import system_actor  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    records.keep_proof_keys(now=utc_now())
    waiting = records.waiting_for_rotation()
    turns = {
        locked.name: _watched(locked, waiting[locked.name], batch) for locked in records.everything_locked()
    }
    again = {locked.name: records.rotate(locked, batch=batch) for locked in records.everything_locked()}
    if not _told(turns, again):
        sys.exit(1)
    if any(turn.changed for turn in turns.values()):
        path = places.city().path
        records.record_rotation(actor=system_actor(path), now=utc_now(), scope=path)
    _tell_what_may_go()


def _watched(locked: Locked, waiting: int, batch: int) -> Turn:
    """Rotate one kind and show values, rate and time left."""
    from tqdm import tqdm  # noqa: PLC0415

    from hemei.ground.records import services as records  # noqa: PLC0415

    with tqdm(total=waiting, unit="value", desc=locked.name, file=sys.stderr, mininterval=0.5) as bar:
        return records.rotate(locked, batch=batch, moved=lambda turn: bar.update(turn.looked))


def _told(turns: dict[str, Turn], again: dict[str, Turn]) -> bool:
    """Say what was done and what is left; return whether nothing is."""
    whole = True
    for name, turn in turns.items():
        click.echo(f"{name}: {turn.changed} locked anew.")
        if turn.lost:
            whole = False
            shown = ", ".join(turn.lost[:10])
            click.echo(
                f"{name}: {len(turn.lost)} do not open by any key at hand, the first: {shown}. "
                "Add the key they were locked by to HEMEI_VAULT_KEY_BEFORE and run this again."
            )
        if again[name].changed:
            whole = False
            click.echo(
                f"{name}: {again[name].changed} came in under a former key meanwhile. "
                "Restart every server and worker with the new key, then run this again."
            )
    return whole


def _tell_what_may_go() -> None:
    from django.conf import settings  # noqa: PLC0415

    from hemei.ground.records.keys import mark_of, masters  # noqa: PLC0415

    present, *former = [mark_of(master).hex() for master in masters()]
    click.echo(f"Everything is locked by key {present} with {settings.VAULT_CIPHER}.")
    if former:
        click.echo(
            f"Key {', '.join(former)} may go: empty HEMEI_VAULT_KEY_BEFORE and restart. Keep it in its safe as long as "
            "backups of before today are kept; they open by nothing else."
        )
