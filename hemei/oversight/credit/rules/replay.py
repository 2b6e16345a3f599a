"""The score of any day, replayed from the lines: base + basic + good - bad, and every point says where it comes from.

Each line keeps its full points; where several may count only so much together, an adjustment of its own says so and
names them. So taking one line away changes that line and the adjustments that name it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hemei.oversight.credit.rules.lines import Recorded, Standing, known, standing
from hemei.oversight.credit.rules.standards import Behaviour, CreditCatalogue, CreditRepair, Holder

Catalogues = Callable[[date], CreditCatalogue]


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a day: what it gives, by which row of which version of the catalogue."""

    key: str
    behaviour: str
    points: int
    standing: Standing
    happened_on: date
    clause: str
    version: date

    @property
    def counted(self) -> int:
        """What it gives to the score."""
        return self.points if self.standing is Standing.COUNTS else 0


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is taken back because lines may count only so much together; `keys` are the lines it speaks of."""

    why: str
    keys: tuple[str, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """A score with its arithmetic: `total` is `base` and all `counted` and `points` below it."""

    holder: Holder
    subject: str
    on: date
    base: int
    lines: tuple[Line, ...]
    adjustments: tuple[Adjustment, ...]

    @property
    def total(self) -> int:
        """The score; it is cut off at neither end."""
        given = sum(line.counted for line in self.lines)
        return self.base + given + sum(one.points for one in self.adjustments)


def score_of(
    lines: Iterable[Recorded],
    *,
    holder: Holder,
    subject: str,
    on: date,
    catalogues: Catalogues,
    repair: CreditRepair | None,
) -> Score:
    """Replay the score of a company or manager as it stood at the end of a day. The order of lines changes nothing.

    `repair` is the rule of repair in force on that day, if there was one.
    """
    rows: dict[str, Behaviour] = {}
    mine: dict[str, Recorded] = {}
    shown = []
    for line in sorted(lines, key=lambda one: (one.happened_on, one.key)):
        if line.of(holder) != subject or line.happened_on > on:
            continue
        catalogue = catalogues(line.happened_on)
        row = known(line, catalogue)
        if holder not in row.holders:
            continue
        stands = standing(line, row, repair, on=on)
        if stands is Standing.AHEAD:
            continue
        rows[line.key], mine[line.key] = row, line
        shown.append(
            Line(
                line.key,
                row.code,
                row.points,
                stands,
                line.happened_on,
                row.warrant.clause,
                catalogue.head.day,
            )
        )
    counting = [line for line in shown if line.standing is Standing.COUNTS]
    adjusted = (*_highest_only(counting, rows, mine), *_bounded(counting, rows))
    return Score(holder, subject, on, catalogues(on).base_of(holder), tuple(shown), adjusted)


def _highest_only(
    counting: Sequence[Line], rows: Mapping[str, Behaviour], mine: Mapping[str, Recorded]
) -> list[Adjustment]:
    """Take back what is lower where lines of one group speak of one thing."""
    together: dict[tuple[str, str], list[Line]] = {}
    for line in counting:
        if rows[line.key].group:
            together.setdefault((rows[line.key].group, mine[line.key].about), []).append(line)
    return [
        Adjustment(
            "highest_only",
            tuple(line.key for line in same),
            max(line.points for line in same) - sum(line.points for line in same),
        )
        for (_, about), same in sorted(together.items())
        if about and len(same) > 1
    ]


def _bounded(counting: Sequence[Line], rows: Mapping[str, Behaviour]) -> list[Adjustment]:
    """Take back what goes beyond the bound of a behaviour; the newest version's bound holds."""
    together: dict[str, list[Line]] = {}
    for line in counting:
        together.setdefault(line.behaviour, []).append(line)
    found = []
    for _, same in sorted(together.items()):
        most = rows[max(same, key=lambda line: (line.version, line.key)).key].most
        given = sum(line.points for line in same)
        if most and abs(given) > most:
            bound = most if given > 0 else -most
            found.append(Adjustment("bound", tuple(line.key for line in same), bound - given))
    return found
