"""The quarterly sheet for the estate's board, from the books: plain values on a paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hemei.community.ledgers.queries import DueRow, LedgerRow, QuarterFacts, Summary, owed_to_fund
from hemei.ground.records.queries import PaperTemplate
from hemei.ground.records.services import Code, Heading, Paper, Paragraph, Part, Table, Words
from hemei.kernel.money import yuan
from hemei.ui.words import percent, public_clause

TEMPLATE = "quarterly-sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet of a quarter tells: the books, their sums, the fund's share, what is late, who keeps them."""

    book: LedgerRow
    summary: Summary
    facts: QuarterFacts
    late: Sequence[DueRow]
    names: dict[str, str]
    kinds: dict[str, str]
    company: str
    committee: str
    address: str
    day: date


def paper_of(sheet: Sheet, template: PaperTemplate) -> Paper:
    """Return what stands on the sheet of a quarter."""
    since, until = sheet.summary.since, sheet.summary.until - timedelta(days=1)
    number = (since.month + 2) // 3
    quarter = template.number.format(year=since.year, number=number)
    law = public_clause(sheet.facts.rules.ownership.warrant.cited)
    foot = template.say("foot", day=sheet.day.isoformat(), law=law)
    keeper = template.say("keeper", company=sheet.company or "—", committee=sheet.committee or "—")
    lines = [template.say("period", since=since.isoformat(), until=until.isoformat()), keeper]
    if sheet.book.open_from < sheet.summary.until:
        lines.append(template.say("open_books"))
    return Paper(
        title=template.title.format(estate=sheet.book.estate, quarter=quarter),
        lines=tuple(lines),
        parts=tuple(_parts(sheet, template)),
        author=sheet.book.estate,
        day=sheet.day,
        foot=foot,
    )


def _parts(sheet: Sheet, template: PaperTemplate) -> Iterator[Part]:
    found = sheet.summary
    yield Heading(template.say("balance"))
    ends = {
        "opening": found.opening_fen, "came": found.income_fen, "went": found.cost_fen, "closing": found.closing_fen,
    }  # fmt: skip
    yield _table(template, [(template.say(name), fen, found.per_m2_fen(fen)) for name, fen in ends.items()])
    for part, rows in (("income", found.income), ("cost", found.cost)):
        yield Heading(template.say(part))
        lines = [(sheet.names.get(code, code), fen, found.per_m2_fen(fen)) for code, fen in rows]
        yield _table(template, lines) if lines else _said(template.say(f"{part}_none"))
    yield Heading(template.say("fund"))
    yield _said(_fund(sheet, template))
    yield Heading(template.say("late"))
    yield _late(sheet, template) if sheet.late else _said(template.say("late_none"))
    yield Code(sheet.address, template.say("code"))


def _fund(sheet: Sheet, template: PaperTemplate) -> str:
    facts = sheet.facts
    rest = owed_to_fund(
        income_fen=facts.income_fen, cost_fen=facts.cost_fen, moved_fen=facts.moved_fen, rules=facts.rules
    )
    return template.say(
        "fund_said",
        clause=public_clause(facts.rules.fund.warrant.cited),
        share=percent(facts.rules.fund.share.value),
        owed=yuan(facts.moved_fen + rest),
        moved=yuan(facts.moved_fen),
    )


def _table(template: PaperTemplate, lines: Sequence[tuple[str, int, int]]) -> Table:
    heads = (template.say("item"), template.say("amount"), template.say("per_m2"))
    rows = tuple((Words(name), Words(yuan(fen)), Words(yuan(per))) for name, fen, per in lines)
    return Table(heads, rows, (4, 2, 2))


def _late(sheet: Sheet, template: PaperTemplate) -> Table:
    heads = (template.say("item"), template.say("place"), template.say("due"), template.say("open"))
    rows = tuple(
        (
            Words(sheet.kinds.get(row.kind, row.kind)),
            Words(row.place),
            Words(row.due_on.isoformat()),
            Words(yuan(row.open_fen)),
        )
        for row in sheet.late
    )
    return Table(heads, rows, (2, 4, 2, 2))


def _said(text: str) -> Paragraph:
    return Paragraph((Words(text),))
