"""What stands on the papers of a case: from its row and the template of the day it was made."""

from __future__ import annotations

from collections.abc import Iterator

from hemei.coordination.cases.queries.papers import PaperRow
from hemei.ground.records.queries import PaperTemplate
from hemei.ground.records.services import Paper, Paragraph, Part, Table, Words
from hemei.kernel.workdays import shanghai_day


def paper_of(row: PaperRow, template: PaperTemplate) -> Paper:
    """Return the paper: to whom, the facts, the words, the place for the seal, a slip for its service."""
    day = shanghai_day(row.made_at)
    return Paper(
        title=template.title if row.withdrawn_at is None else f"{template.title}（已作废）",
        lines=(row.number,),
        parts=(*_said(row, template), *_slip(row, template)),
        author=row.body,
        day=day,
        foot=template.say("foot", number=row.number),
    )


def _said(row: PaperRow, template: PaperTemplate) -> Iterator[Part]:
    values = {name: str(value) for name, value in row.about.items()} | {"body": row.body}
    values.setdefault("times", "1")  # of old an extension was not counted: it was one at most
    values.setdefault("most", "1")
    values["where"] = values["place"] + values["house"]
    yield Paragraph((Words(template.say("to", who=row.recipient)),))
    yield Paragraph((Words(template.say("facts", **values)),))
    if values["law"]:
        yield Paragraph((Words(template.say("law", **values)),))
    for part in row.text.split("\n"):
        if part.strip():
            yield Paragraph((Words(part.strip()),))
    if values["until"]:
        yield Paragraph((Words(template.say("until", **values)),))
    yield Paragraph((Words(template.say("rights", **values)),))
    yield Paragraph((Words(template.say("sign", body=row.body, day=shanghai_day(row.made_at).isoformat())),))


def _slip(row: PaperRow, template: PaperTemplate) -> Iterator[Part]:
    """Yield the slip that whoever receives the paper signs; it is filled in by hand."""
    heads = tuple(template.say(f"slip_{one}") for one in ("who", "way", "hand", "day"))
    yield Table(heads, (tuple(Words(text) for text in (row.recipient, "", "", "")),), (4, 3, 4, 3))
