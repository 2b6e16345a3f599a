"""A line a stage: how far, how fast, how long still; plain lines where nobody watches a terminal."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from tqdm import tqdm

_FORMAT = "{desc:<20}{percentage:3.0f}% |{bar:12}| {n_fmt}/{total_fmt}  {rate_fmt}  {remaining} left"


class Stage:
    """A stage under way."""

    def __init__(self, bar: tqdm[None] | None) -> None:
        self._bar = bar

    def step(self, count: int = 1) -> None:
        """So many more are done."""
        if self._bar is not None:
            self._bar.update(count)


class Progress:
    """What the builder tells while it builds; keeps the seconds of every stage."""

    def __init__(self, stream: TextIO, line: int = 0) -> None:
        self._stream = stream
        self._line = line
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
        try:
            yield Stage(bar)
        finally:
            if bar is not None:
                bar.close()
        self.seconds[name] = time.monotonic() - begun
        if not watched:
            self._stream.write(f"{name}: {total} {unit} in {self.seconds[name]:.1f} s\n")
            self._stream.flush()
