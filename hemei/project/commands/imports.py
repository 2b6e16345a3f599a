"""`hemei import`: a register from a file, with progress; the same command goes on where a killed one was."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.ground.records.queries.imports import ImportRow
    from hemei.kernel.actor import Actor

_CHUNK = 1 << 20
SHOWN = 20
EVERY = "all"


@click.command(name="import")
@click.argument("register")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "check_only", is_flag=True, help="Only check: keep nothing, list what is wrong.")
@click.option("--good-rows", is_flag=True, help="Import the good rows and leave the bad ones out.")
@click.option(
    "--alike",
    type=click.Choice(["same", "new", "leave"]),
    help="What rows are that are like something on record but not the same by code.",
)
def import_(register: str, file: Path, *, check_only: bool, good_rows: bool, alike: str | None) -> None:
    """Import FILE (XLSX or CSV) into REGISTER, whole or, after a kill, what is left of it.

    REGISTER is a register's name such as places.estates, or `all` for a workbook
    that holds several. Exit 1 where rows are wrong; the first of them are listed.
    """
    ready()
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries.imports import ImportState  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.kernel.decision import Refused  # noqa: PLC0415
    from hemei.ui.words import say_reason  # noqa: PLC0415

    if register not in {EVERY, *records.register_entries()}:
        known = ", ".join([EVERY, *records.register_entries()])
        raise click.UsageError(f"There is no register {register!r}. There are: {known}.")
    wish = Wish("" if register == EVERY else register, check_only, good_rows, alike)
    try:
        done = _taken(city_actor(), file, wish)
    except Refused as refused:
        said = " ".join(say_reason(reason) for reason in refused.decision.reasons)
        raise click.ClickException(said) from refused
    for one in done:
        _tell(one)
    if check_only and done[0].may(ImportState.DROPPED):
        records.drop_import(actor=city_actor(), now=utc_now(), import_id=done[0].id, whole=True)
    sys.exit(1 if any(one.bad or one.refusal or one.undecided for one in done) else 0)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    register: str
    check_only: bool
    good_rows: bool
    alike: str | None


def _taken(actor: Actor, file: Path, wish: Wish) -> list[ImportRow]:
    """Check and write; an import of this very file that was interrupted is taken up instead."""
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries import imports as record  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    with records.acting(actor):
        number = record.unfinished_import(actor=actor, digest=_digest(file), register=wish.register)
    if number is not None and not wish.check_only:
        click.echo(f"Import {number} of this file was interrupted; going on.", err=True)
        records.go_on(actor=actor, now=utc_now(), import_id=number, good_rows=wish.good_rows)
        return _watched(actor, number, "import")
    with file.open("rb") as content:
        (number, *_more) = records.begin_imports(
            actor=actor, now=utc_now(), upload=_pieces(content), name=file.name, register=wish.register
        )
    records.ask_for_check(actor=actor, now=utc_now(), import_id=number, here=True)
    checked = _watched(actor, number, "check")
    if wish.alike is not None:
        checked = _decided(actor, checked, wish.alike)
    wrong = any(one.bad or one.undecided for one in checked)
    if wish.check_only or any(one.refusal for one in checked) or (wrong and not wish.good_rows):
        return checked
    records.ask_for_writing(actor=actor, now=utc_now(), import_id=number, good_rows=wish.good_rows, here=True)
    return _watched(actor, number, "import")


def _decided(actor: Actor, checked: list[ImportRow], alike: str) -> list[ImportRow]:
    """Take one choice for every row that is like something on record."""
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries import Choice  # noqa: PLC0415
    from hemei.ground.records.queries import imports as record  # noqa: PLC0415
    from hemei.ground.records.queries import matches as likenesses  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    for one in checked:
        with records.acting(actor):
            kinds = likenesses.match_kinds(one.id, actor=actor)
        for kind in kinds:
            records.decide_kind(
                actor=actor, now=utc_now(), import_id=one.id, kind=kind.kind, choice=Choice(alike)
            )
    with records.acting(actor):
        return record.siblings_of(checked[0], actor=actor)


def city_actor() -> Actor:
    """Act for the whole city, as the owner's commands do."""
    from hemei.ground.places import queries as places  # noqa: PLC0415
    from hemei.kernel.actor import system_actor  # noqa: PLC0415

    try:
        return system_actor(places.city().path)
    except places.NoSuchPlace as error:
        raise click.ClickException("No city is loaded yet. Run `hemei city load` first.") from error


def _watched(actor: Actor, number: int, words: str) -> list[ImportRow]:
    """Run an import, with all tables of its workbook, and show rows, rate and time left."""
    from tqdm import tqdm  # noqa: PLC0415

    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries import imports as record  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    def rows() -> list[ImportRow]:
        with records.acting(actor):
            found = record.import_by_id(number, actor=actor)
            if found is None:
                raise click.ClickException(f"Import {number} is gone.")
            return record.siblings_of(found, actor=actor)

    before = rows()
    done = {one.id: one.rows_done for one in before}
    with tqdm(
        total=sum(one.rows for one in before),
        initial=sum(done.values()),
        unit="row",
        desc=words,
        file=sys.stderr,
        mininterval=0.5,
    ) as bar:

        def moved(now: Any) -> None:
            done[now.pk] = now.new + now.changed + now.same + now.bad + now.left
            bar.update(sum(done.values()) - bar.n)

        records.run_book(import_id=number, clock=utc_now, moved=moved)
    return rows()


def _tell(done: ImportRow) -> None:
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.ground.records.queries import imports as record  # noqa: PLC0415
    from hemei.ui.words import say, say_reason  # noqa: PLC0415

    name = f" ({done.register})" if done.sheets > 1 else ""
    left = f", {done.left} left out" if done.left else ""
    open_ = (
        f", {done.undecided} like something on record: decide with --alike or on the pages"
        if done.undecided
        else ""
    )
    click.echo(
        f"Import {done.id}{name} {done.state.value}: "
        f"{done.new} new, {done.changed} changed, {done.same} the same, {done.bad} bad{left}{open_}."
    )
    for reason in done.refusal:
        click.echo(say_reason(reason))
    actor = city_actor()
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
