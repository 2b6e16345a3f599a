"""The minutes on paper: PDF and DOCX from what is recorded, made by the worker whenever they change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hemei.community.meetings import queries
from hemei.community.meetings.models import Meeting
from hemei.community.meetings.queries import SIDE_TEXTS, MeetingPage, MinutesKind, outcome_text
from hemei.ground.records import queries as record
from hemei.ground.records import services as records
from hemei.ground.records.queries import PaperTemplate
from hemei.ground.records.services import Heading, Paper, Paragraph, Part, Table, Words
from hemei.kernel.actor import Actor
from hemei.kernel.workdays import SHANGHAI, shanghai_day

TEMPLATE = "meeting-minutes"
_REFUSED = "{side}{day}不肯签字，由{by}登记，{follows}起照办。理由：{reason}"
"""What is printed of a refusal where the form is one that a city issued before there was a passage for it."""


def print_minutes(*, actor: Actor, now: datetime, meeting_id: int) -> bool:
    """Make the files of the last minutes anew and keep them with the meeting; for the worker, may be repeated.

    Returns whether there was something to print: minutes, and a template in force on the day.
    """
    page = queries.meeting(actor=actor, now=now, meeting_id=meeting_id)
    if page is None or page.last_minutes is None or page.row.starts_at is None:
        return False
    day = shanghai_day(page.row.starts_at)
    row = Meeting.objects.select_for_update().get(pk=meeting_id)
    first = row.paper_number is None
    document = record.templates_on(day) if first else row.paper_template
    template = record.paper_template(TEMPLATE, day, kept=document)
    if template is None:
        return False
    if row.paper_number is None:
        number = records.next_number(series=f"meetings:{row.estate_id or row.scope}", year=day.year)
        row.paper_number, row.paper_template = number, document
        row.save(update_fields=["paper_number", "paper_template"])
    paper = paper_of(page, template, row.paper_number)
    files = records.PaperFiles(records.docx_of(paper), records.pdf_of(paper))
    records.keep_paper(files=files, stream=row.stream, scope=row.scope, now=now)
    return True


def paper_of(page: MeetingPage, template: PaperTemplate, number: int) -> Paper:
    """Return what stands on the paper: when and where, who came, every item with its count, the minutes, the names."""
    row, minutes = page.row, page.last_minutes
    day = shanghai_day(row.starts_at) if row.starts_at else row.rules_on
    title = template.title.format(place=row.estate or row.community, kind=page.kind.name)
    where = template.say("where", location=row.location)
    return Paper(
        title=title,
        lines=(
            row.title,
            template.number.format(year=day.year, number=number),
            template.say("when", start=_at(page.opened_at or row.starts_at), end=_at(row.ended_at)),
            where,
            template.say("called", body=page.body, noticed=_at(row.noticed_at)),
        ),
        parts=(
            *_came(page, template),
            *_items(page, template),
            *_minutes(page, template),
            *_signatures(page, template),
        ),
        author=page.body,
        day=day,
        foot=template.say(
            "foot",
            clause=f"{page.kind.warrant.source.title}{page.kind.warrant.clause}",
            version=minutes.version if minutes else 0,
        ),
    )


def _came(page: MeetingPage, template: PaperTemplate) -> Iterator[Part]:
    yield Heading(template.say("came"))
    heads = (template.say("came_side"), template.say("came_here"), template.say("came_needed"))
    yield Table(
        heads,
        tuple(
            (
                Words(SIDE_TEXTS[side.code] + (f"（{side.body}）" if side.body else "")),
                Words(str(side.came)),
                Words(str(side.present.needed or "—")),
            )
            for side in page.sides
        ),
        (6, 2, 2),
    )


def _items(page: MeetingPage, template: PaperTemplate) -> Iterator[Part]:
    yield Heading(template.say("agenda"))
    for item in page.items:
        yield Paragraph((Words(template.say("item", number=item.number, title=item.title)),))
        if item.text and page.row.kind == "three_in_one":
            yield Paragraph((Words(item.text),), item=True)
        outcome = outcome_text(item.outcome, item.for_owners) if item.outcome else template.say("open")
        said = template.say("outcome", outcome=outcome)
        if item.needed:
            said += "　" + template.say(
                "tally", agree=item.agree, against=item.against, abstain=item.abstain, needed=item.needed
            )
        if item.for_owners:
            said += f"（{item.for_owners}）"
        yield Paragraph((Words(said),), item=True)
        if item.words:
            yield Paragraph((Words(template.say("resolution", words=item.words)),), item=True)


def _minutes(page: MeetingPage, template: PaperTemplate) -> Iterator[Part]:
    yield Heading(template.say("record"))
    last = page.last_minutes
    for one in page.minutes:
        if one.kind is MinutesKind.ADDENDUM:
            day = shanghai_day(one.recorded_at).isoformat()
            yield Paragraph((Words(template.say("addendum", day=day)),))
        elif last is None or one.id != last.id:
            continue
        for line in filter(None, (line.strip() for line in one.text.splitlines())):
            yield Paragraph((Words(line),))


def _signatures(page: MeetingPage, template: PaperTemplate) -> Iterator[Part]:
    yield Heading(template.say("signatures"))
    heads = tuple(template.say(name) for name in ("sign_name", "sign_side", "sign_hand", "sign_day"))
    rows = tuple(
        (Words(one.name or "—"), Words(SIDE_TEXTS[one.side]), Words(""), Words(""))
        for one in page.attendances
        if one.arrived_at is not None
    )
    yield Table(heads, rows or ((Words("—"), Words(""), Words(""), Words("")),), (3, 3, 4, 3))
    for one in page.refusals:
        said = str(template.words.get("refused", _REFUSED)).format(
            side=SIDE_TEXTS[one.side], day=one.refused_on.isoformat(), by=one.by or "—",
            follows=shanghai_day(one.noted.follows_at).isoformat(), reason=one.reason or "—",
        )  # fmt: skip
        yield Paragraph((Words(said),))


def _at(at: datetime | None) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else "—"
