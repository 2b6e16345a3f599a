"""What whoever calls in a committee's name is asked for: an item that its meetings adopted, or its sealed document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role

Items = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class CitedWords:
    """How whoever calls is asked what a committee decided: the hint, and whether he may name its sealed document.

    A member may not: he would say alone what his committee decided. He chooses what its meeting adopted.
    """

    hint: str
    document: bool


def cited_words(estate_id: int | None, items: Items, *, actor: Actor, on: date) -> CitedWords:
    """Return how an actor is asked for what a committee decided; where it adopted nothing he is led to its meetings."""
    if actor.role is not Role.COMMITTEE_MEMBER:
        return CitedWords(
            _("代业主委员会登记的，写明盖章文书的文号和日期；由居民委员会召集的不填。"), document=True
        )
    if items:
        return CitedWords(_("请选会议通过、到会委员已经签字的事项。"), document=False)
    nothing = _("还没有会议通过、到会委员已经签字的事项。只有盖章文书的，请社区凭文书办理。")
    address = _meets_at(estate_id, actor, on)
    if not address:
        return CitedWords(nothing, document=False)
    link = format_html('<a href="{}">{}</a>', address, _("召集业委会会议"))
    return CitedWords(format_html("{} {}", nothing, link), document=False)


def cited_fields(
    estate_id: int | None, items: Items, *, actor: Actor, on: date, beside: str = "", hint: str = "", value: str = "",
) -> list[dict[str, Any]]:  # fmt: skip
    """Return the fields that cite what a committee decided: the choice with its `hint` and value, and the document.

    `beside` is said after the hint of who may name the document, or of the choice where he may not.
    """
    words = cited_words(estate_id, items, actor=actor, on=on)
    said = format_html("{}{}", words.hint, beside) if beside else words.hint
    choice = {
        "name": "decision_item", "label": _("业主委员会会议通过的事项"), "kind": "select", "options": items,
        "blank": _("不填"), "hint": hint, "value": value,
    }  # fmt: skip
    if not words.document:
        return [choice | {"hint": format_html("{} {}", said, hint), "required": True, "blank": _("请选择")}]
    return [
        *([choice] if items else []),
        {"name": "decision", "label": _("业主委员会决定召集的文书"), "more": {"maxlength": 200}, "hint": said},
    ]  # fmt: skip


def _meets_at(estate_id: int | None, actor: Actor, on: date) -> str:
    """Return where a member of the committee at work in an estate calls its meeting."""
    if estate_id is None or people.committee_at_work(estate_id, on) != actor.body_id:
        return ""
    estate = places.estate(estate_id, actor=actor)
    try:
        return reverse("committees:call_meeting", args=[estate.code]) if estate else ""
    except NoReverseMatch:
        return ""
