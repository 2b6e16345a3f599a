"""The lines of a disclosure: made from counted facts, checked on entry, and the one text their root is over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hemei.coordination.disclosure.rules.calendar import Period
from hemei.coordination.disclosure.rules.standards import CheckRule
from hemei.coordination.disclosure.rules.words import Check
from hemei.kernel.proofs import MerkleTree, canonical

Json = dict[str, Any]
TENTHS = 1_000
"""Changes are kept in tenths of a percent: 7.5 % is 75."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount of a period with what it is checked against; `months` are its months in order.

    `due` is what fell due by contracts in the month before the period and in each of its months, `last_year` what these
    same months brought a year before; both are empty where nothing is known of them.
    """

    code: str
    section: str
    name: str
    name_en: str
    fen: int
    months: tuple[int, ...] = ()
    month_before: int | None = None
    year_before: int | None = None
    due: tuple[int, ...] = ()
    last_year: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """An entry check that a figure did not pass: by how much it moved, and in which month of the period.

    `by_contract` says that the month was held against what contracts made due, not against the month before alone.
    """

    check: Check
    tenths: int | None
    month: int = 0
    by_contract: bool = False

    def as_json(self) -> Json:
        """Return it as a version keeps it; `tenths` is empty where there was nothing before."""
        said = {"check": self.check.value, "tenths": self.tenths, "month": self.month}
        return {**said, "by_contract": True} if self.by_contract else said


def moved(now: int, before: int) -> Fraction | None:
    """Return by what part a figure moved; None where there was nothing before and is something now."""
    if before == 0:
        return Fraction(0) if now == 0 else None
    return Fraction(now - before, abs(before))


def flags_of(figure: Figure, year: CheckRule, month: CheckRule) -> tuple[Flag, ...]:
    """Return the entry checks a figure did not pass. A move of just the share passes: only what is more is flagged.

    Of a figure with nothing to compare to nothing is said. A move of less than the rule's least amount is none.
    """
    found = []
    if figure.year_before is not None and (flag := _flag(figure.fen, figure.year_before, year)) is not None:
        found.append(Flag(Check.YEAR, flag.tenths))
    found.extend(_months(figure, month))
    return tuple(found)


def _months(figure: Figure, rule: CheckRule) -> Iterator[Flag]:
    """Yield the months that moved oddly.

    A rent paid by the quarter moves from nothing to all of it and back, as agreed: a month is held against what
    contracts made due in it, with what the month before brought beyond what was due then. A move that the year before
    made too, between like amounts, is a rhythm, and is not asked about either.
    """
    due = figure.due or (0,) * (len(figure.months) + 1)
    before = figure.month_before
    for number, amount in enumerate(figure.months, start=1):
        if before is not None:
            flag = _flag(amount, _expected(before, due[number - 1], due[number]), rule)
            usual = bool(figure.last_year) and not any(
                _flag(now, then, rule)
                for now, then in zip((before, amount), figure.last_year[number - 1 : number + 1], strict=True)
            )
            if flag is not None and not usual:
                yield Flag(Check.MONTH, flag.tenths, number, by_contract=bool(due[number] or due[number - 1]))
        before = amount


def _expected(before: int, due_before: int, due: int) -> int:
    """Return what a month should bring: what is due, and what the month before brought beyond what was due then."""
    rest = before - due_before
    return due + (max(0, rest) if due_before else rest)


def _flag(now: int, before: int, rule: CheckRule) -> Flag | None:
    if abs(now - before) < rule.least_fen:
        return None
    part = moved(now, before)
    if part is not None and abs(part) <= rule.share.value:
        return None
    return Flag(Check.YEAR, None if part is None else round(part * TENTHS))


def amount_line(figure: Figure, year: CheckRule, month: CheckRule) -> Json:
    """Return the line of an amount with its flags."""
    return {
        "code": figure.code,
        "section": figure.section,
        "name": figure.name,
        "name_en": figure.name_en,
        "fen": figure.fen,
        "year_before": figure.year_before,
        "months": list(figure.months),
        "flags": [flag.as_json() for flag in flags_of(figure, year, month)],
    }


def sum_line(
    code: str, section: str, names: tuple[str, str], fen: int, year_before: int | None = None
) -> Json:
    """Return the line of a sum or balance: it follows from other lines, and is not checked by itself."""
    return {
        "code": code, "section": section, "name": names[0], "name_en": names[1], "fen": fen,
        "year_before": year_before,
    }  # fmt: skip


def count_line(code: str, section: str, names: tuple[str, str], count: int, of: int | None = None) -> Json:
    """Return the line of a count, of so many where it is a part."""
    return {"code": code, "section": section, "name": names[0], "name_en": names[1], "count": count, "of": of}


def said_line(
    code: str, section: str, names: tuple[str, str], said: str, values: Mapping[str, str | int]
) -> Json:
    """Return the line of what a register says: a code of `SAID_TEXTS` with its values, worded when it is read.

    No person stands in it: his name is looked up where it is published. Versions of before have their `words` instead.
    """
    return {
        "code": code, "section": section, "name": names[0], "name_en": names[1], "said": said, "values": dict(values),
    }  # fmt: skip


def unexplained(lines: Iterable[Mapping[str, Any]], explanations: Mapping[str, str]) -> list[str]:
    """Return the flagged lines that nobody explained yet."""
    return [line["code"] for line in lines if line.get("flags") and not explanations.get(line["code"])]


def head_of(estate: str, subject: str, period: Period, number: int) -> Json:
    """Return what the first leaf of a version says: what is disclosed, the estate by its public token."""
    return {
        "estate": estate,
        "subject": subject,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "version": number,
    }


def leaves(
    head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], explanations: Mapping[str, str]
) -> list[bytes]:
    """Return the texts the root is over: what is disclosed, then each line with its explanation."""
    return [
        canonical(dict(head)),
        *(canonical({**line, "explanation": explanations.get(line["code"], "")}) for line in lines),
    ]


def root_of(
    head: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], explanations: Mapping[str, str]
) -> str:
    """Return the Merkle root of a version."""
    tree = MerkleTree()
    tree.extend(leaves(head, lines, explanations))
    return tree.root().hex()
