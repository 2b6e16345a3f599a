"""Two servers side by side: rounds alternate, a ratio is taken within each pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench import cost, ground
from bench.load import Make, Naming, Sample, drive
from bench.table import Report


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: where it listens, what is asked of it, what counts as answered, what else is no error."""

    port: int
    pid: int
    make: Make
    wanted: tuple[int, ...] = (200,)
    naming: Naming | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One round with its cost."""

    sample: Sample
    web_ms: float
    database_ms: float


def one_round(side: Side, seconds: float) -> Round:
    """Drive one side and see what it cost; processor milliseconds a request."""
    data = ground.data_folder()
    before = cost.spent(side.pid, data)
    sample = drive(side.port, side.make, seconds=seconds, wanted=side.wanted, naming=side.naming)
    used = cost.spent(side.pid, data) - before
    count = max(1, sample.requests)
    return Round(sample, 1000 * used.web / count, 1000 * used.database / count)


def compare(row: str, floor: Side, ours: Side, report: Report, *, pairs: int, seconds: float) -> float:
    """Alternate the two sides and report; returns the median ratio of the rates (ours to the floor's)."""
    for side in (floor, ours):
        one_round(side, min(2.0, seconds))  # connections, caches and plans are warm for both
    both = [(one_round(floor, seconds), one_round(ours, seconds)) for _ in range(pairs)]
    _report_side(row, "floor", [pair[0] for pair in both], report)
    _report_side(row, "ours", [pair[1] for pair in both], report)
    report.spread(
        row,
        "ratio of processor time (ours : floor)",
        [_total(b) / _total(a) for a, b in both],
        "less is better",
    )
    ratios = [b.sample.rate / a.sample.rate for a, b in both]
    return report.spread(row, "RATIO of rates (ours : floor)", ratios, "more is better")


def _total(one: Round) -> float:
    return one.web_ms + one.database_ms


def _report_side(row: str, name: str, rounds: Sequence[Round], report: Report) -> None:
    report.spread(row, f"{name}: requests a second", [one.sample.rate for one in rounds])
    report.spread(row, f"{name}: p50", [one.sample.percentile(0.5) for one in rounds], "ms")
    report.spread(row, f"{name}: p99", [one.sample.percentile(0.99) for one in rounds], "ms")
    report.spread(row, f"{name}: web server", [one.web_ms for one in rounds], "CPU-ms a request")
    report.spread(row, f"{name}: PostgreSQL", [one.database_ms for one in rounds], "CPU-ms a request")
    report.spread(
        row, f"{name}: load generator", [one.sample.generator_share for one in rounds], "of one core"
    )
    errors = sum(one.sample.errors for one in rounds)
    report.figure(row, f"{name}: errors", errors)
    for kind, count in sum((one.sample.others for one in rounds), Counter[str]()).items():
        report.figure(
            row, f"{name}: {kind}", count, f"beside {sum(one.sample.requests for one in rounds)} taken"
        )
