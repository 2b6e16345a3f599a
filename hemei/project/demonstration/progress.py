"""A line a stage: how far, how fast, how long still; plain lines where nobody watches a terminal."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TextIO

from tqdm import tqdm

_FORMAT = "{desc:<20}{percentage:3.0f}% |{bar:12}| {n_fmt}/{total_fmt}  {rate_fmt}  {remaining} left"


class Stage:
    """A stage under way."""

    def __init__(self, bar: tqdm[None] | None, lines: _Lines | None = None) -> None:
        self._bar = bar
        self._lines = lines

    def step(self, count: int = 1) -> None:
        """So many more are done."""
        if self._bar is not None:
            self._bar.update(count)
        if self._lines is not None:
            self._lines.step(count)


@dataclass
class _Lines:
    """A line now and then where nobody watches: how many are done, how many a second, how long still."""

    stream: TextIO
    name: str
    total: int
    unit: str
    every: float
    begun: float = field(default_factory=time.monotonic)
    done: int = 0
    told_at: float = field(default_factory=time.monotonic)

    def step(self, count: int) -> None:
        """So many more are done; a line, if the last one is long ago."""
        self.done += count
        now = time.monotonic()
        if now - self.told_at < self.every:
            return
        self.told_at = now
        rate = self.done / (now - self.begun)
        left = timedelta(seconds=round((self.total - self.done) / rate)) if rate else "?"
        self.stream.write(
            f"{self.name}: {self.done:,} of {self.total:,} {self.unit}, {rate:,.0f} a second, {left} left\n"
        )
        self.stream.flush()


class Progress:
    """What the builder tells while it builds; keeps the seconds of every stage.

    Where nobody watches, a stage says a line at its end, and one every so many seconds where `every` is given.
    """

    def __init__(self, stream: TextIO, line: int = 0, *, every: float | None = None) -> None:
        self._stream = stream
        self._line = line
        self._every = every
        self.seconds: dict[str, float] = {}

    def below(self) -> Progress:
        """Return what another process tells by meanwhile, a line further down."""
        return Progress(self._stream, self._line + 1)

    @contextmanager
    def stage(self, name: str, total: int, unit: str) -> Iterator[Stage]:
        """Show one stage from begin to end."""
        begun = time.monotonic()
        watched = self._stream.isatty()
        width, height = shutil.get_terminal_size()
        bar = (
            tqdm(
                desc=name,
                position=self._line,
                total=total,
                unit=unit,
                file=self._stream,
                bar_format=_FORMAT,
                mininterval=0.2,
                ncols=width,
                nrows=height,
            )
            if watched
            else None
        )
        often = self._every if not watched else None
        lines = None if often is None else _Lines(self._stream, name, total, unit, often)
        try:
            yield Stage(bar, lines)
        finally:
            if bar is not None:
                bar.close()
        self.seconds[name] = time.monotonic() - begun
        if not watched:
            self._stream.write(f"{name}: {total} {unit} in {self.seconds[name]:.1f} s\n")
            self._stream.flush()
