"""`hemei ballots`: print a vote's ballots, read a folder of scans; with progress, and gone on with after a kill."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemei.project.commands.clock import Moment
from hemei.project.commands.imports import city_actor
from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.community.voting.queries import BatchPage, RunRow
    from hemei.kernel.actor import Actor

KINDS = frozenset({".jpg", ".jpeg", ".png", ".pdf"})
PAUSE = 2.0


@click.group()
def ballots() -> None:
    """Print the paper ballots of an owners' vote, and read those that came back."""


@ballots.command(name="print")
@click.argument("assembly", type=int)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--building", "buildings", multiple=True, help="Only this building; may be given several times."
)
def print_(assembly: int, target: Path, buildings: Sequence[str]) -> None:
    """Write TARGET (PDF): a ballot for each unit of the meeting ASSEMBLY (its number) that has none yet.

    Killed and run again it goes on: the ballots keep their codes. Where every unit has its ballot, the newest
    run is written once more.
    """
    ready()
    from hemei.community.voting import queries, services  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    actor, roll = city_actor(), _roll_of(assembly)
    with _told(), records.acting(actor):
        _ask(actor, roll, buildings)
    waiting = {run.id: run for run in _runs(actor, roll, waiting=True)}
    with _bar(sum(run.sheets for run in waiting.values()), "ballot", "print") as moved:
        while waiting:
            services.set_waiting_runs(clock=utc_now, moved=lambda _run: moved(_set(actor, roll, waiting)))
            moved(_set(actor, roll, waiting))
            if all(run.printed_at for run in _runs(actor, roll) if run.id in waiting):
                break
            time.sleep(PAUSE)  # another process sets it, or one that died is not given up yet
    done = _runs(actor, roll)
    if not done:
        raise click.ClickException("Nothing was printed.")
    with records.acting(actor):
        content = queries.printed_pdf(done[0].id, actor=actor)
    target.write_bytes(content or b"")
    click.echo(f"{target}: run {done[0].number}, {done[0].sheets} ballots.")


def _ask(actor: Actor, roll: int, buildings: Sequence[str]) -> None:
    """Ask for a run; that every unit has its ballot is no mistake here."""
    from hemei.community.voting import services  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.kernel.decision import Refused  # noqa: PLC0415

    now = utc_now()
    try:
        services.start_print_run(
            actor=actor, now=now, roll_id=roll, key=f"hemei ballots {now.isoformat()}", buildings=buildings
        )
    except Refused as refused:
        if refused.decision.reasons[0].code != "printed":
            raise


def _runs(actor: Actor, roll: int, *, waiting: bool = False) -> list[RunRow]:
    from hemei.community.voting import queries  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415

    with records.acting(actor):
        rows = queries.print_runs(roll, actor=actor, limit=1_000)
    return [run for run in rows if not waiting or run.printed_at is None]


def _set(actor: Actor, roll: int, waiting: dict[int, RunRow]) -> int:
    """Return how many ballots of these runs are set."""
    return sum(run.sheets if run.printed_at else run.set for run in _runs(actor, roll) if run.id in waiting)


@ballots.command()
@click.argument("assembly", type=int)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--handed-from", type=Moment(), required=True, help="From when on it was handed in, 2026-11-20T09:00."
)
@click.option(
    "--received-at", type=Moment(), required=True, help="By when all of it had come in, 2026-11-20T18:00."
)
def scan(assembly: int, folder: Path, handed_from: datetime, received_at: datetime) -> None:
    """Bring in every scan of FOLDER (JPEG, PNG, PDF) for the meeting ASSEMBLY, and read it.

    Nothing is counted: two clerks judge what a machine could not read, and a person confirms the batch on its
    page. Killed and run again it goes on; a file that came before is not taken twice. Exit 1 where a file is none
    of these kinds or could not be opened.
    """
    ready()
    from hemei.community.voting import services  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    actor, roll = city_actor(), _roll_of(assembly)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    foreign = [path for path in files if path.suffix.lower() not in KINDS]
    files = [path for path in files if path.suffix.lower() in KINDS]
    if not files:
        raise click.ClickException(f"{folder} holds no JPEG, PNG or PDF.")
    with _told(), records.acting(actor):
        batch = services.open_batch(
            actor=actor, now=utc_now(), roll_id=roll, handed_from=handed_from, received_at=received_at,
            key=_key(folder, received_at),
        )  # fmt: skip
    with _told(), _bar(len(files), "file", "bring in") as moved:
        _bring(actor, batch, files, moved)
    with _bar(len(files), "file", "read") as moved:
        while (row := _batch(actor, batch)).row.read < row.row.files:
            moved(row.row.read)
            services.read_waiting_scans(clock=utc_now, moved=lambda: moved(_batch(actor, batch).row.read))
            if _batch(actor, batch).row.read < row.row.files:
                time.sleep(PAUSE)
        moved(row.row.read)
    _say(_batch(actor, batch))
    for path in foreign:
        click.echo(f"{path}: no JPEG, PNG or PDF; left out.", err=True)
    sys.exit(1 if foreign or row.unreadable else 0)


def _bring(actor: Actor, batch: int, files: Sequence[Path], moved: Callable[[int], None]) -> None:
    """Bring files in, a few a transaction; one that came before is known by its content."""
    from hemei.community.voting import services  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    for start in range(0, len(files), services.MOST_FILES):
        some = files[start : start + services.MOST_FILES]
        opened = [(path.name, path.open("rb")) for path in some]
        try:
            with records.acting(actor):
                services.add_scans(actor=actor, now=utc_now(), batch_id=batch, uploads=opened)
        finally:
            for _name, content in opened:
                content.close()
        moved(start + len(some))


def _batch(actor: Actor, batch: int) -> BatchPage:
    from hemei.community.voting import queries  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415

    with records.acting(actor):
        found = queries.batch(batch, actor=actor)
    if found is None:
        raise click.ClickException(f"Batch {batch} is gone.")
    return found


def _say(page: BatchPage) -> None:
    states: dict[str, int] = {}
    for line in page.sheets:
        states[line.put.state.value] = states.get(line.put.state.value, 0) + 1
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "no sheet"
    click.echo(
        f"Batch {page.row.id}: {told}; {len(page.loose)} loose pages, {page.unreadable} unreadable files."
    )
    click.echo(f"To judge and to confirm: /paper/batches/{page.row.id}")


def _key(folder: Path, received_at: datetime) -> str:
    """Return the key of a batch: the same folder and moment again are the same batch."""
    said = f"{folder.resolve()}\n{received_at.isoformat()}"
    return f"scan {hashlib.sha256(said.encode()).hexdigest()[:48]}"


def _roll_of(assembly: int) -> int:
    """Return the roll of a noticed meeting."""
    from hemei.community.voting import queries  # noqa: PLC0415
    from hemei.ground.records import services as records  # noqa: PLC0415

    actor = city_actor()
    with records.acting(actor):
        found = queries.assembly(assembly, actor=actor)
    if found is None or found.roll_id is None:
        raise click.ClickException(
            f"There is no meeting {assembly} that was noticed. Its number stands in its address."
        )
    return found.roll_id


@contextmanager
def _told() -> Iterator[None]:
    """Say a refusal in the terminal's one line."""
    from hemei.kernel.decision import Refused  # noqa: PLC0415
    from hemei.ui.words import say_reason  # noqa: PLC0415

    try:
        yield
    except Refused as refused:
        raise click.ClickException(" ".join(say_reason(one) for one in refused.decision.reasons)) from refused


@contextmanager
def _bar(total: int, unit: str, words: str) -> Iterator[Callable[[int], None]]:
    """Show how many are done, how fast, and how long it still takes."""
    from tqdm import tqdm  # noqa: PLC0415

    with tqdm(total=total, unit=unit, desc=words, file=sys.stderr, mininterval=0.5) as bar:
        yield lambda done: bar.update(done - bar.n)
