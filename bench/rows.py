"""Which rows there are, and the ground they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench import (
    appends,
    ballots,
    boards,
    credit,
    crowd,
    exports,
    figures,
    fill,
    ground,
    hotline,
    latency,
    ledgers,
    newcomer,
    pages,
    registers,
    tally,
    visitors,
)
from bench.table import Report

_BESIDE_THE_FLOOR = {"g1", "g2", "g3", "g15", "load"}
_ON_A_CITY = {"g4", "g6", "g7", "g8", "latency", *_BESIDE_THE_FLOOR}


def run(names: Sequence[str], *, quick: bool) -> Report:
    """Run the rows in order on one database."""
    report = Report()
    pairs, seconds = (2, 2.0) if quick else (5, 6.0)
    if {*names} & {"events", "g5", "g10", "g13", "boards", "hotline", *_ON_A_CITY}:
        _prepare(city=bool({*names} & {"boards", "hotline", *_ON_A_CITY}))
    print(f"{'':<46} {'least':>10} {'median':>10} {'most':>10}   of {pairs} rounds of {seconds:g} s")
    if "events" in names:
        appends.run(report, pairs=pairs, seconds=seconds)
    _on_tables(names, report, pairs=pairs, quick=quick)
    if {*names} & _ON_A_CITY:
        _on_a_city(names, report, pairs=pairs, seconds=seconds, small=10_000 if quick else pages.SMALL)
    if "g2" in names and not quick:
        _grow(report, pairs=pairs, seconds=seconds)
    if "g14" in names:
        newcomer.run(report)
    return report


def _on_tables(names: Sequence[str], report: Report, *, pairs: int, quick: bool) -> None:
    """Run the rows that lay their own tables."""
    if "g5" in names:
        registers.run(report, estates=40 if quick else registers.ESTATES)
    if "hotline" in names:
        hotline.run(report, orders=2_000 if quick else hotline.ORDERS)
    if "boards" in names:
        boards.run(report, boards=40 if quick else boards.BOARDS)
    if "g10" in names:
        small = ledgers.Sizes(posts=100, seconds=4.0, lines=200_000)
        ledgers.run(report, small if quick else ledgers.Sizes(posts=400, seconds=600.0, lines=ledgers.LINES))
    if "g13" in names:
        credit.run(report, lines=100_000 if quick else credit.LINES, rounds=pairs)


def _prepare(*, city: bool) -> None:
    """Start the database and migrate it; with a city where a row needs people and places."""
    from hemei.project.migrating import migrate
    from hemei.project.start import ready

    if city:
        fill.build_city()
    ready()
    migrate()


def _on_a_city(names: Sequence[str], report: Report, *, pairs: int, seconds: float, small: int) -> None:
    if {*names} & _BESIDE_THE_FLOOR:
        ground.make_floor()
        pages.fill_to(small, report)
    else:
        fill.fill_ours(small)
    visitors.count_cases_by_place()
    rows: dict[str, Callable[[], object]] = {
        "g1": lambda: pages.create(report, pairs=pairs, seconds=seconds),
        "g2": lambda: pages.lists(report, f"G2 at {small}", pairs=pairs, seconds=seconds),
        "g3": lambda: pages.case(report, pairs=pairs, seconds=seconds),
        "g4": lambda: exports.run(report, cases=small),
        "g6": lambda: figures.run(report, pairs=pairs),
        "latency": lambda: latency.run(report, seconds=seconds),
        "g7": lambda: ballots.run(report, units=3_000 if pairs == 2 else 20_000, seconds=seconds),  # noqa: PLR2004
        "g8": lambda: tally.run(report, units=100 if pairs == 2 else 6_000, rounds=pairs),  # noqa: PLR2004
        "g15": lambda: pages.memory(report, seconds=seconds),
        # The short rounds of --quick, or a minute.
        "load": lambda: crowd.run(report, seconds=60.0 if pairs > 2 else 6.0),  # noqa: PLR2004
    }
    for name, row in rows.items():
        if name in names:
            row()


def _grow(report: Report, *, pairs: int, seconds: float) -> None:
    pages.fill_to(pages.LARGE, report)
    slow = pages.lists(report, f"G2 at {pages.LARGE}", pairs=pairs, seconds=seconds)
    quick = float(report.rows[f"G2 at {pages.SMALL} community_clerk"]["ours: p50"]["median"])
    report.figure("G2", f"p50 at {pages.LARGE} : at {pages.SMALL}", slow / quick)
    report.goal("G2", "ten times the cases cost at most 1.5 times the time", met=slow <= 1.5 * quick)
