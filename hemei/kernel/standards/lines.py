"""TOML text to tables, and the line on which each table and key stands.

The standard library's parser forgets lines. A standard is written plainly: tables,
arrays of tables, one key at the start of a line, no multi-line strings. That is
enough to find every line again.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hemei.kernel.standards.errors import StandardError

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*\[(\[)?\s*([A-Za-z0-9_.-]+)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True, slots=True)
class TomlText:
    """A parsed file that still knows its lines. A path is keys and positions: ("item", 3, "limit")."""

    file: str
    tables: Mapping[str, Any]
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of the path or of the nearest table around it; 1 where nothing is known."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1

    def error(self, path: Path, problem: str, remedy: str) -> StandardError:
        """Build the error that points at this path."""
        return StandardError(self.file, self.line(path), problem, remedy)


def read_toml(file: str, text: str) -> TomlText:
    """Parse the text of one document; raise StandardError with the line where it is not plain TOML."""
    for number, line in enumerate(text.splitlines(), start=1):
        if '"""' in line or "'''" in line:
            problem = "A standard has no multi-line strings."
            raise StandardError(file, number, problem, "Write the text on one line in single quotation.")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line_number = int(found[1]) if found and found[1] else len(text.splitlines())
        problem = f"This is not TOML: {_AT_LINE.sub('', str(error))}."
        raise StandardError(file, line_number, problem, "Correct the line.") from error
    return TomlText(file, tables, _lines_of(text))


def _lines_of(text: str) -> dict[Path, int]:
    """Walk the lines once, counting the tables of each array."""
    lines: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    here: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            here = _place_of(header[2].split("."), is_array=bool(header[1]), counts=counts)
            lines.setdefault(here, number)
        elif key := _KEY.match(line):
            lines.setdefault((*here, key[1]), number)
    return lines


def _place_of(parts: list[str], *, is_array: bool, counts: Counter[Path]) -> Path:
    """Return the path of a header; the parts before the last mean the latest table of their array."""
    path: Path = ()
    for part in parts[:-1]:
        path = (*path, part)
        if counts[path]:
            path = (*path, counts[path] - 1)
    path = (*path, parts[-1])
    if not is_array:
        return path
    counts[path] += 1
    return (*path, counts[path] - 1)
