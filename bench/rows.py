"""Which rows there are, and the ground they share."""

from __future__ import annotations

from collections.abc import Sequence

from bench import appends
from bench.table import Report


def run(names: Sequence[str], *, quick: bool) -> Report:
    """Run the rows in order on one database."""
    from hemei.project.start import ready

    report = Report()
    pairs, seconds = (2, 2.0) if quick else (5, 6.0)
    ready()
    _migrate()
    print(f"{'':<46} {'least':>10} {'median':>10} {'most':>10}   of {pairs} rounds of {seconds:g} s")
    if "events" in names:
        appends.run(report, pairs=pairs, seconds=seconds)
    return report


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, interactive=False)
