"""Ratios and figures of a run, printed and kept for --json."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass
class Report:
    """What the rows found, in the order they ran."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)

    def spread(self, row: str, name: str, values: list[float], unit: str = "") -> float:
        """Print and keep least, median and most of repeated figures; returns the median."""
        middle = median(values)
        least, most = min(values), max(values)
        self._keep(
            row, name, {"least": least, "median": middle, "most": most, "unit": unit, "of": len(values)}
        )
        print(f"  {name:<44} {least:>10.3g} {middle:>10.3g} {most:>10.3g}  {unit}")
        return middle

    def figure(self, row: str, name: str, value: float | str, unit: str = "") -> None:
        """Print and keep one figure."""
        self._keep(row, name, {"value": value, "unit": unit})
        shown = f"{value:.4g}" if isinstance(value, float) else str(value)
        print(f"  {name:<44} {shown:>10}  {unit}")

    def goal(self, row: str, text: str, *, met: bool) -> None:
        """Print and keep whether a goal is met."""
        self._keep(row, f"goal: {text}", {"met": met})
        print(f"  {'met' if met else 'MISSED':<8} {text}")
        if not met:
            self.missed.append(f"{row}: {text}")

    def title(self, row: str, text: str) -> None:
        """Begin a row."""
        print(f"\n{row}  {text}")

    def keep(self, row: str, name: str, value: float, unit: str) -> None:
        """Keep one figure without printing it."""
        self._keep(row, name, {"value": value, "unit": unit})

    def _keep(self, row: str, name: str, value: dict[str, Any]) -> None:
        self.rows.setdefault(row, {})[name] = value
