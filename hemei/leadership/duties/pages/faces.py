"""How a duty reads on screen, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

from hemei.ground.records import queries as records
from hemei.kernel.decision import mark
from hemei.leadership.duties.rules.words import (
    ACT_TEXTS,
    EVENT_TYPES,
    ORIGIN_TEXTS,
    REMINDER_TEXTS,
    STATE_TEXTS,
    STATE_TONES,
    ActName,
    Origin,
    Reminder,
    State,
)
from hemei.ui.clauses import cited_item
from hemei.ui.rows import Badge, Row
from hemei.ui.words import clock_words, say

if TYPE_CHECKING:
    from datetime import datetime

    from hemei.ground.records.queries import EventRow
    from hemei.leadership.duties.queries import DutyPage, DutyRow

_EVENT_TONES: dict[ActName, str] = {
    ActName.ACCEPT: "good", ActName.SEND_BACK: "bad", ActName.ESCALATE: "bad", ActName.REMIND: "warn",
    ActName.COMMENT: "quiet", ActName.SUCCEED: "quiet", ActName.RECOMPUTE: "quiet", ActName.CANCEL: "warn",
    ActName.SETTLE: "good", ActName.LAPSE: "quiet",
}  # fmt: skip
_ACTS: dict[str, ActName] = {event: act for act, event in EVENT_TYPES.items()}


def state_badge(state: State) -> Badge:
    """Return where a duty stands."""
    return Badge(say(STATE_TEXTS[state]), STATE_TONES[state])


def list_item(row: DutyRow, names: Mapping[int, str], now: datetime) -> Row:
    """Return a line of a list: what, who for whom, until when."""
    owner = names.get(row.behalf_body_id or row.owner_body_id, "")
    return Row(
        reverse("duties:duty", args=[row.id]),
        row.title,
        " · ".join(part for part in (owner, say(ORIGIN_TEXTS[Origin(row.origin)])) if part),
        state_badge(State(row.state)),
        clock_words(now, row.due_at) if row.due_at else None,
    )


# Where an origin can be looked at, by the kind of its stream: the page, its arguments, where on it. A page this copy
# does not have is left out; a committee's life is one page of its estate, found by the record a duty comes from.
_LIFE: tuple[str, tuple[str, ...], str] = ("committees:origin", ("thing", "number"), "")
_ORIGIN_PAGES: dict[str, tuple[str, tuple[str, ...], str]] = {
    "policy.document": ("policy:document", ("number",), "#clause-{item}"),
    "party.list": ("party:lists", (), "#{item}"),
    "volunteering.pairing": ("volunteering:pairing", ("number",), "#items"),
    "quality.list": ("quality:check", ("number", "item"), "#list"),
    "assessment.entry": ("assessment:entry", ("number",), ""),
    "mediation.pattern": ("mediation:patterns", (), ""),
    "boards.board": ("boards:board", ("number",), ""),
    "patrols.cell": ("patrols:cell", ("number",), "?item={item}"),
    "disclosure.disclosure": ("disclosure:disclosure", ("number",), ""),
    "renewal.project": ("renewal:project", ("number",), ""),
    "renewal.emergency": ("renewal:emergency", ("number",), ""),
    "committees.election": ("committees:election", ("number",), "#steps"),
    "committees.recall": _LIFE,
    "committees.handover": _LIFE,
    "committees.advice": _LIFE,
    "committees.committee": _LIFE,
}


def origin_link(stream: str, item: str) -> str:
    """Return the address of what a duty comes from, empty where there is no page."""
    kind, _, number = stream.partition(":")
    name, wanted, place = _ORIGIN_PAGES.get(kind, ("", (), ""))
    words = {"number": number, "item": item, "thing": kind.rpartition(".")[2]}
    try:
        return reverse(name, args=[words[one] for one in wanted]) + place.format(item=item) if name else ""
    except NoReverseMatch:
        return ""


def course(page: DutyPage, roles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the course of a duty from its recorded events, newest first."""
    return [_entry(page, event, roles) for event in reversed(page.events)]


def _entry(page: DutyPage, event: EventRow, roles: Mapping[str, str]) -> dict[str, Any]:
    act = _ACTS.get(event.type)
    text = page.text_of(event)
    said = [say(mark("原文已按申请删除，记录的指纹仍在。"))] if text is None else [text] if text else []
    by = (page.bodies.get(event.actor.get("body") or 0, ""), roles.get(str(event.actor.get("role")), ""))
    return {
        "event": event.id,
        "at": event.at,
        "title": say(ACT_TEXTS[act]) if act else event.type,
        "by": " ".join(part for part in by if part),
        "tone": _EVENT_TONES.get(act, "") if act else "quiet",
        "lines": [*_about(event.data.get("about", {}), page), *said],
        "clauses": [
            cited_item(records.head_of(item["standard"], item["day"]), item) for item in event.standards
        ],
        "photos": photos(page, event),
        "attachments": attachments(page, event),
    }


def _about(about: Mapping[str, Any], page: DutyPage) -> Iterable[str]:
    if about.get("reminder"):
        yield say(REMINDER_TEXTS[Reminder(about["reminder"])])
    if about.get("late"):
        yield say(mark("提交时已超过时限"))
    if about.get("until"):
        yield say(mark("延到：{day}"), {"day": about["until"]})
    if isinstance(about.get("from"), int):
        yield say(mark("原单位：{value}"), {"value": page.bodies.get(about["from"], "")})
    if isinstance(about.get("to"), int):
        yield say(mark("告知：{value}"), {"value": page.bodies.get(about["to"], "")})


def attachments(page: DutyPage, event: EventRow) -> list[dict[str, str]]:
    """Return the attachments that came with an event, by what they are."""
    numbers = [
        number for number in event.data.get("about", {}).get("attachments") or () if number in page.files
    ]
    return [
        {
            "address": reverse("duties:photo", args=[page.id, number]),
            "words": _attachment_words(page, number, count),
        }
        for count, number in enumerate(numbers, 1)
    ]


def _attachment_words(page: DutyPage, number: int, count: int) -> str:
    file = page.files[number]
    kind = {"application/pdf": "PDF"}.get(
        file.media_type, "XLSX" if file.media_type.endswith("sheet") else "DOCX"
    )
    values = {"count": count, "kind": kind, "size": max(1, file.size // 1_000)}
    return say(mark("文件{count}（{kind}，{size} KB）"), values)


def photos(page: DutyPage, event: EventRow) -> list[dict[str, str]]:
    """Return the pictures that came with an event."""
    numbers = event.data.get("about", {}).get("photos") or ()
    kept = [number for number in numbers if number in page.files] if isinstance(numbers, list) else []
    return [
        {
            "address": reverse("duties:photo", args=[page.id, number]),
            "small": reverse("duties:photo", args=[page.id, number]) + "?small",
            "words": say(mark("照片 {count}"), {"count": count}),
        }
        for count, number in enumerate(kept, 1)
    ]
