"""`hemei credit`: the score of a company or a project manager on any day, replayed with every line it comes from."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from hemei.project.start import ready

if TYPE_CHECKING:
    from hemei.oversight.credit.queries import Score, Subject


@click.group()
def credit() -> None:
    """Credit of property companies and project managers."""


@credit.command()
@click.option(
    "--subject", "code", required=True, help="A company's unified social credit code, or a manager's number."
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The day, 2026-06-30.")
@click.option("--json", "as_json", is_flag=True, help="One object for programs; same inputs, same bytes.")
def score(*, code: str, on: datetime, as_json: bool) -> None:
    """Replay a score as it stood at the end of a day: base, each line with its event, clause, points and version.

    A past day is judged by the catalogue of the days of conduct and the rule of repair of that day; what was confirmed,
    objected to, decided or repaired later changes nothing. Exit 2 where there is no such subject or no catalogue yet.
    """
    ready()
    from hemei.ground.records import services as records  # noqa: PLC0415
    from hemei.kernel.actor import EVERYWHERE, Actor, Role  # noqa: PLC0415
    from hemei.kernel.standards import NoStandard  # noqa: PLC0415
    from hemei.oversight.credit import queries  # noqa: PLC0415

    with records.acting(Actor(role=Role.SYSTEM, places=(EVERYWHERE,))):
        subject = queries.subject_of(code)
        if subject is None:
            raise click.UsageError(f"No company or manager {code!r}. Give an 18-character code or a number.")
        try:
            found = queries.score(subject.holder, subject.id, on.date())
        except NoStandard as error:
            raise click.UsageError(str(error)) from error
        events = queries.events_of_lines([int(line.key) for line in found.lines])
    told = _object(subject, found, events)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(told)))


@credit.command()
def key() -> None:
    """Make a new key that signs answers to other departments; former ones stay published while their files do."""
    ready()
    from hemei.kernel.clock import utc_now  # noqa: PLC0415
    from hemei.oversight.credit import signing  # noqa: PLC0415

    click.echo(signing.make_key(utc_now()))


def _object(
    subject: Subject, found: Score, events: dict[int, tuple[str, int | None, int | None]]
) -> dict[str, Any]:
    def stream(key: str) -> str:
        return events[int(key)][0]

    return {
        "subject": subject.code,
        "holder": found.holder,
        "on": found.on.isoformat(),
        "total": found.total,
        "base": found.base,
        "lines": [
            {
                "line": stream(line.key),
                "event": events[int(line.key)][1],
                "source_event": events[int(line.key)][2],
                "behaviour": line.behaviour,
                "clause": line.clause,
                "standard": "credit-catalogue",
                "version": line.version.isoformat(),
                "happened_on": line.happened_on.isoformat(),
                "standing": line.standing.value,
                "points": line.points,
                "counted": line.counted,
            }
            for line in found.lines
        ],
        "adjustments": [
            {"why": one.why, "lines": [stream(key) for key in one.keys], "points": one.points}
            for one in found.adjustments
        ],
    }


def _lines(told: dict[str, Any]) -> list[str]:
    said = [f"{told['subject']}  {told['on']}  {told['total']}", f"{told['base']:>6}  base"]
    said += [
        f"{line['counted']:>+6}  {line['happened_on']}  {line['behaviour']:<5} {line['standing']:<9} "
        f"{line['line']} event {line['event']}  {line['standard']} {line['version']} {line['clause']}".rstrip()
        for line in told["lines"]
    ]
    said += [f"{one['points']:>+6}  {one['why']}  {' '.join(one['lines'])}" for one in told["adjustments"]]
    return said
