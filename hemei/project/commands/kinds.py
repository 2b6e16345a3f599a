"""`hemei kinds`: what the city's confirmed cases teach of the kinds of problems, and how well it answers."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.coordination.cases.rules.kinds.measuring import Answers, Hits, Measured


@click.group()
def kinds() -> None:
    """Suggest kinds of cases from texts."""


@kinds.command()
@click.option(
    "--if-due", is_flag=True, help="Only where enough cases were confirmed since, or the list is new."
)
def train(*, if_due: bool) -> None:
    """Learn a new version from the confirmed cases; it is used where it beats the list's words on cases held back."""
    ready()
    from hemei.coordination.cases import services  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415

    actor = Actor(role=Role.SYSTEM, places=(EVERYWHERE,))
    made = services.train_kinds(actor=actor, now=utc_now(), anyway=not if_due)
    if made is None:
        click.echo("Nothing to learn: no confirmed case with a text, or too few new ones.")
        return
    click.echo(f"Version {made} is learnt.")
    _show(each=False, as_json=False)


@kinds.command()
@click.option("--kinds", "each", is_flag=True, help="Line by line of the list.")
@click.option("--json", "as_json", is_flag=True, help="One object for programs.")
def show(*, each: bool, as_json: bool) -> None:
    """Say how well the newest version answers cases it was not taught."""
    ready()
    _show(each=each, as_json=as_json)


def _show(*, each: bool, as_json: bool) -> None:
    from hemei.coordination.cases import queries  # noqa: PLC0415

    versions = queries.kind_versions(limit=1)
    if not versions:
        click.echo("No version is learnt yet: the list's words suggest.")
        return
    newest = versions[0]
    if as_json:
        told = {"version": newest.id, "used": newest.used, **newest.measured.as_data()}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(
        f"version {newest.id}  {'used' if newest.used else 'not used'}  learnt {newest.measured.learnt}"
    )
    _table(newest.measured, each=each)
    if newest.measured.written:
        click.echo("sentences written by hand, never learnt:")
        _ways(newest.measured.written)


def _table(measured: Measured, *, each: bool) -> None:
    _ways(measured)
    if measured.generated:
        click.echo(f"{measured.generated} of these texts were generated: an easy question")
    for code, one in sorted(measured.kinds.items()) if each else ():
        click.echo(f"{_line(code, one.model, one.asked)}   learnt {one.learnt}")


def _ways(answered: Measured | Answers) -> None:
    click.echo(f"asked {answered.asked}" + " " * 12 + "first    among three")
    for name in ("model", "words", "commonest"):
        click.echo(_line(name, getattr(answered, name), answered.asked))


def _line(name: str, hits: Hits, asked: int) -> str:
    def share(part: int) -> str:
        return f"{part / asked:6.1%}" if asked else "     -"

    return f"{name:<26} {share(hits.first)}   {share(hits.three)}"


@kinds.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kinds", "each", is_flag=True, help="Line by line of the list.")
def measure(*, file: Path, each: bool) -> None:
    """Ask the version in use texts it was not taught: lines of a kind's code, a tab and a text; # is a remark.

    Where a text speaks of several problems the codes are joined by +; the first is the one to find.
    """
    ready()
    from hemei.coordination.cases import queries  # noqa: PLC0415
    from hemei.coordination.cases.rules.kinds.measuring import measure as measured  # noqa: PLC0415
    from hemei.coordination.cases.rules.kinds.measuring import read_written  # noqa: PLC0415
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.kernel.workdays import shanghai_day  # noqa: PLC0415

    day = shanghai_day(utc_now())
    listed = queries.listed_on(day)
    try:
        asked = read_written(file.read_text(encoding="utf-8"), listed)
    except ValueError as error:
        raise click.UsageError(f"{file}, {error}") from error
    taught = queries.taught_in_use()
    if taught is None:
        click.echo("No version is in use: the list's words suggest.")
        return
    learnt = Counter(taught.cases).elements()
    _table(measured(taught.model, learnt, asked, listed, queries.suggestions_on(day)), each=each)
