"""`hemei import`: a register from a file, with progress; the same command goes on where a killed one was."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.ground.records.queries.imports import ImportRow
    from hemei.kernel.actor import Actor

_CHUNK = 1 << 20
SHOWN = 20


@click.command(name="import")
@click.argument("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "check_only", is_flag=True, help="Only check: keep nothing, list what is wrong.")
@click.option("--good-rows", is_flag=True, help="Import the good rows and leave the bad ones out.")
def import_(register: str, file: Path, *, check_only: bool, good_rows: bool) -> None:
    """Import FILE (XLSX or CSV) into REGISTER, whole or, after a kill, what is left of it.

    REGISTER is a register's name such as places.estates. Exit 1 where rows are
    wrong; the first of them are listed.
    """
    ready()
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries.imports import ImportState  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.kernel.decision import Refused  # noqa: PLC0415
    from hemei.ui.words import say_reason  # noqa: PLC0415

    if register not in records.register_entries():
        known = ", ".join(records.register_entries())
        raise click.UsageError(f"There is no register {register!r}. There are: {known}.")
    try:
        done = _taken(_city_actor(), register, file, check_only=check_only, good_rows=good_rows)
    except Refused as refused:
        said = " ".join(say_reason(reason) for reason in refused.decision.reasons)
        raise click.ClickException(said) from refused
    _tell(done)
    if check_only and done.may(ImportState.DROPPED):
        records.drop_import(actor=_city_actor(), now=utc_now(), import_id=done.id)
    sys.exit(1 if done.bad or done.refusal else 0)


def _taken(actor: Actor, register: str, file: Path, *, check_only: bool, good_rows: bool) -> ImportRow:
    """Check and write; an import of this very file that was interrupted is taken up instead."""
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries import imports as record  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    with records.acting(actor):
        number = record.unfinished_import(actor=actor, digest=_digest(file), register=register)
    if number is not None and not check_only:
        click.echo(f"Import {number} of this file was interrupted; going on.", err=True)
        records.go_on(actor=actor, now=utc_now(), import_id=number, good_rows=good_rows)
        return _watched(actor, number, "import")
    with file.open("rb") as content:
        (number, *_more) = records.begin_imports(
            actor=actor, now=utc_now(), upload=_pieces(content), name=file.name, register=register
        )
    records.ask_for_check(actor=actor, now=utc_now(), import_id=number, here=True)
    checked = _watched(actor, number, "check")
    if check_only or checked.refusal or (checked.bad and not good_rows):
        return checked
    records.ask_for_writing(actor=actor, now=utc_now(), import_id=number, good_rows=good_rows, here=True)
    return _watched(actor, number, "import")


def _city_actor() -> Actor:
    """Act for the whole city, as the owner's commands do."""
    from hemei.ground.places import queries as places  # noqa: PLC0415
    from hemei.kernel.actor import system_actor  # noqa: PLC0415

    try:
        return system_actor(places.city().path)
    except places.NoSuchPlace as error:
        raise click.ClickException("No city is loaded yet. Run `hemei city load` first.") from error


def _watched(actor: Actor, number: int, words: str) -> ImportRow:
    """Run an import and show rows, rate and time left."""
    from tqdm import tqdm  # noqa: PLC0415

    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries import imports as record  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    def row() -> ImportRow:
        with records.acting(actor):
            found = record.import_by_id(number, actor=actor)
        if found is None:
            raise click.ClickException(f"Import {number} is gone.")
        return found

    before = row()
    with tqdm(
        total=before.rows, initial=before.rows_done, unit="row", desc=words, file=sys.stderr, mininterval=0.5
    ) as bar:
        records.run_import(
            import_id=number,
            clock=utc_now,
            moved=lambda now: bar.update(now.new + now.changed + now.same + now.bad - bar.n),
        )
    return row()


def _tell(done: ImportRow) -> None:
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries import imports as record  # noqa: PLC0415
    from hemei.ui.words import say, say_reason  # noqa: PLC0415

    click.echo(
        f"Import {done.id} {done.state.value}: "
        f"{done.new} new, {done.changed} changed, {done.same} the same, {done.bad} bad."
    )
    for reason in done.refusal:
        click.echo(say_reason(reason))
    actor = _city_actor()
    register = records.register_entry(done.register).register
    with records.acting(actor):
        for _, problem in record.import_problems(done.id, actor=actor, limit=SHOWN):
            title = say(register.column(problem.column).title) if problem.column else "-"
            click.echo(f"  {problem.row}\t{title}\t{problem.value}\t{say_reason(problem.reason)}")


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(_CHUNK):
        yield piece
