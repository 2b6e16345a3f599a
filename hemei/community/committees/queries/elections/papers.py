"""The documents of a filing, made from the records: the same records give the same bytes."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hemei.community.committees.rules.election_words import KIND_TEXTS, RESULT_TEXTS, ElectionKind, Result
from hemei.ground.people import queries as people
from hemei.ground.records import queries as record
from hemei.ground.records.services import Heading, Paper, Paragraph, Part, Table, Words, acting
from hemei.kernel.actor import Actor, PlaceRange, Role

if TYPE_CHECKING:
    from hemei.community.committees.models import Candidate, Election
    from hemei.ground.records.queries import PaperTemplate

DOCUMENTS = {
    "filing": "committee-filing",
    "result": "election-result",
    "members": "committee-members",
    "rules": "adopted-rules",
}
_NOTHING = "—"


def paper_of(election: Election, name: str) -> Paper:
    """Return a document of an election the caller may see; raises LookupError before anybody was elected."""
    day = election.elected_on
    template = record.paper_template(DOCUMENTS[name], day) if day else None
    if day is None or template is None:
        raise LookupError(f"{election.stream}: nothing was elected, or its template is gone")
    with acting(Actor(Role.SYSTEM, places=(PlaceRange(election.scope),))):
        number, lines, parts = _MADE[name](election, election.estate_name, day, template)
    return Paper(
        title=template.title, lines=(number, *lines), parts=tuple(parts), author=election.estate_name, day=day,
        foot=template.say("foot", estate=election.estate_name),
    )  # fmt: skip


Made = tuple[str, tuple[str, ...], list[Part]]


def _filing(election: Election, estate: str, day: date, template: PaperTemplate) -> Made:
    law = people.committee_rules(day)
    period = people.term_by_id(election.term_id or 0)
    last = period.agreed - timedelta(days=1) if period and period.agreed else None
    count = {one: election.candidates.filter(result=one).count() for one in (Result.ELECTED, Result.RESERVE)}
    days = template.say(
        "days", since=said(period.valid_from if period else None), until=said(last), years=election.years
    )
    rows = [
        ("estate", estate),
        ("committee", f"{estate}业主委员会"),
        ("kind", KIND_TEXTS[ElectionKind(election.kind)]),
        ("term", days),
        ("elected_on", said(day)),
        ("seats", template.say("people", count=election.seats)),
        ("elected", template.say("people", count=count[Result.ELECTED])),
        ("reserves", template.say("people", count=count[Result.RESERVE])),
        ("meeting", template.say("meeting_of", assembly=election.assembly_id or 0, day=said(day))),
        ("due", said(election.filing_due_on)),
    ]
    table = Table(
        (template.say("estate"), estate),
        tuple((Words(template.say(key)), Words(value)) for key, value in rows[1:]),
        (3, 7),
    )
    lists = [_line(template.say(key), item=True) for key in ("list_result", "list_members", "list_rules")]
    warrant = law.filing.warrant if law else None
    cited = (
        [_line(template.say("law", source=warrant.source.title, clause=warrant.clause))] if warrant else []
    )
    parts: list[Part] = [
        table,
        *cited,
        Heading(template.say("documents")),
        *lists,
        _line(template.say("sign")),
    ]
    return template.number.format(round=election.round + 1), (), parts


def _result(election: Election, estate: str, day: date, template: PaperTemplate) -> Made:
    rows = [row for row in election.candidates.order_by("place", "number") if row.result]
    names = _names(rows)
    heads = tuple(
        template.say(key) for key in ("number", "name", "heads", "area", "passed", "place", "result")
    )
    lines = tuple(
        tuple(map(Words, (
            str(row.number), names[row.pk], str(row.heads), square_metres(row.area_dm2 or 0),
            template.say("yes" if row.passed else "no"), str(row.place or _NOTHING),
            RESULT_TEXTS[Result(row.result)] + (template.say("lot") if row.by_lot else ""),
        )))
        for row in rows
    )  # fmt: skip
    elected = sum(row.result == Result.ELECTED for row in rows)
    parts: list[Part] = [
        _line(template.say("count", seats=election.seats, reserves=election.reserves, elected=elected)),
        Table(heads, lines, (2, 5, 4, 6, 4, 3, 6)),
        _line(template.say("rule", seed=election.seed)),
    ]
    line = template.say("line", estate=estate, day=said(day))
    return template.number.format(assembly=election.assembly_id), (line,), parts


def _members(election: Election, estate: str, day: date, template: PaperTemplate) -> Made:
    rows = [
        row for row in election.candidates.order_by("place") if row.result in {Result.ELECTED, Result.RESERVE}
    ]
    names, period = _names(rows), people.term_by_id(election.term_id or 0)
    posts = {
        seat.person_id: people.POST_NAMES[seat.post]
        for seat in people.sitting_seats(election.term_id or 0, day, coming=True)
    }
    heads = tuple(template.say(key) for key in ("number", "name", "post", "building"))
    lines = tuple(
        tuple(map(Words, (
            str(at), names[row.pk], posts.get(row.person_id, RESULT_TEXTS[Result(row.result)]), row.building or _NOTHING
        )))
        for at, row in enumerate(rows, start=1)
    )  # fmt: skip
    last = period.agreed - timedelta(days=1) if period and period.agreed else None
    number = template.number.format(since=said(period.valid_from if period else None), until=said(last))
    parts: list[Part] = [Table(heads, lines, (2, 5, 5, 4))] if lines else [_line(template.say("none"))]
    return number, (template.say("line", estate=estate),), parts


def _rules(election: Election, estate: str, day: date, template: PaperTemplate) -> Made:
    first = election.kind == ElectionKind.FIRST
    parts: list[Part] = [
        _line(
            template.say("passed", day=said(day), assembly=election.assembly_id or 0)
            if first
            else template.say("kept")
        )
    ]
    files = {file.id: file for file in record.files_of([election.stream])}
    for work in election.works.filter(code__in=["drafts", "voting_rule"]).order_by("code"):
        told = {"work": _WORKS[work.code], "day": said(work.posted_on)}
        if work.file_id not in files:
            parts.append(_line(template.say("no_file", **told), item=True))
            continue
        digest = hashlib.sha256(record.file_content(files[work.file_id])).hexdigest()
        parts.append(_line(template.say("draft", digest=digest, **told), item=True))
    return (
        template.number.format(assembly=election.assembly_id),
        (template.say("line", estate=estate),),
        parts,
    )


_MADE = {"filing": _filing, "result": _result, "members": _members, "rules": _rules}
_WORKS = {"drafts": "管理规约和议事规则草案", "voting_rule": "表决规则"}


def _names(rows: list[Candidate]) -> dict[int, str]:
    texts = record.open_sealed(row.name_id for row in rows)
    return {row.pk: texts.get(row.name_id) or _NOTHING for row in rows}


def _line(text: str, *, item: bool = False) -> Paragraph:
    return Paragraph((Words(text),), item)


def said(day: date | None) -> str:
    """Return a day as documents write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else _NOTHING


def square_metres(area_dm2: int) -> str:
    """Return whole square decimetres in square metres."""
    return f"{area_dm2 // 100}.{area_dm2 % 100:02}"
