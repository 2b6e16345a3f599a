"""What the reader raises. Both stop the start; both say where and what to do."""

from __future__ import annotations


class StandardError(Exception):
    """A document cannot be trusted: carries the file, the line (from 1) and the remedy."""

    def __init__(self, file: str, line: int, problem: str, remedy: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{file}:{line}: {problem} {remedy}")


class NoStandard(LookupError):  # noqa: N818 - an answer to a question, not a defect of a document
    """No document of this name was in force on the day asked for."""


class Misfit(ValueError):  # noqa: N818 - the reader turns it into the error
    """What a shape raises in `__post_init__` when its values do not fit each other.

    `path` leads from the shape's own table to the value at fault, so that the reader can name its line.
    """

    def __init__(self, problem: str, *path: str | int) -> None:
        self.path = path
        super().__init__(problem)
