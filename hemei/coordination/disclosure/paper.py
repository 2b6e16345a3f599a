"""The sheet of a published version for the board: its lines as they were published, and where to check them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    for section in sheet.sections:
        yield Heading(section["words"])
        yield _table(section, template)
    asking = template.say("asking", days=sheet.answer_days)
    yield Code(sheet.address, template.say("code", asking=asking))


def _table(section: Mapping[str, Any], template: PaperTemplate) -> Table:
    lines, code = section["lines"], section["code"]
    if code in {"in", "out"}:
        heads, widths = ("item", "amount", "before", "explained"), (3, 2, 2, 4)
        rows = [(one["name"], one["amount"], one["before"] or "—", _explained(one)) for one in lines]
    elif code == "spent":
        heads, widths = ("item", "amount", "said"), (4, 2, 5)
        rows = [(one["name"], one["amount"], one["said"]) for one in lines]
    elif section["money"] and code == "sums":
        heads, widths = ("item", "amount"), (4, 3)
        rows = [(one["name"], one["amount"]) for one in lines]
    else:
        heads, widths = ("item", "said"), (3, 6)
        rows = [(one["name"], one["said"] or one["amount"]) for one in lines]
    return Table(
        tuple(template.say(head) for head in heads),
        tuple(tuple(Words(word) for word in row) for row in rows),
        widths,
    )


def _explained(line: Line) -> str:
    return "；".join([*line["flags"], *([line["explanation"]] if line["explanation"] else [])]) or "—"
