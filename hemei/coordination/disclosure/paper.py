"""The sheet of a published version for the board: its lines as they were published, and where to check them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemei.coordination.disclosure.queries import DisclosureRow, VersionRow
from hemei.ground.records.queries import PaperTemplate
from hemei.ground.records.services import Code, Heading, Paper, Part, Table, Words

TEMPLATE = "disclosure-sheet"
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: a published version, its sections as the page shows them, and the public page's address."""

    row: DisclosureRow
    version: VersionRow
    subject: str
    period: str
    body: str
    sections: Sequence[Mapping[str, Any]]
    address: str
    answer_days: int


def paper_of(sheet: Sheet, template: PaperTemplate) -> Paper:
    """Return what stands on the sheet; only for a version that is published."""
    version = sheet.version
    assert version.published_on is not None  # noqa: S101 - asked by the caller
    assert version.board_until is not None  # noqa: S101 - the database holds both together
    number = template.number.format(version=version.number)
    lines = [
        template.say("published", number=number, day=version.published_on.isoformat(), body=sheet.body),
        *([template.say("corrected", reason=version.because)] if version.because else []),
    ]
    return Paper(
        title=template.title.format(estate=sheet.row.estate, subject=sheet.subject, period=sheet.period),
        lines=tuple(lines),
        parts=tuple(_parts(sheet, template)),
        author=sheet.row.estate,
        day=version.published_on,
        foot=template.say("foot", until=version.board_until.isoformat()),
        board=True,
    )


def _parts(sheet: Sheet, template: PaperTemplate) -> Iterator[Part]:
    asking = template.say("asking", days=sheet.answer_days)
    yield Code(sheet.address, template.say("code", asking=asking))
    for section in sheet.sections:
        yield Heading(section["words"])
        yield _table(section, template)


def _table(section: Mapping[str, Any], template: PaperTemplate) -> Table:
    columns = _columns(section)
    return Table(
        tuple(template.say(head) for head, _width, _of in columns),
        tuple(tuple(Words(of(line)) for _head, _width, of in columns) for line in section["lines"]),
        tuple(width for _head, width, _of in columns),
    )


Column = tuple[str, int, Callable[[Line], str]]


def _columns(section: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return the columns of a section: what they are called, how wide they are, what stands in them."""
    name: Column = ("item", 3, lambda line: line["name"])
    amount: Column = ("amount", 2, lambda line: line["amount"])
    match section["code"]:
        case "in" | "out":
            return (
                name,
                amount,
                ("before", 2, lambda line: line["before"] or "—"),
                ("explained", 4, _explained),
            )
        case "spent":
            return name, amount, ("said", 5, lambda line: line["said"])
        case "sums":
            return name, amount
        case _:
            return name, ("said", 6, lambda line: line["said"] or line["amount"])


def _explained(line: Line) -> str:
    return "；".join([*line["flags"], *([line["explanation"]] if line["explanation"] else [])]) or "—"
