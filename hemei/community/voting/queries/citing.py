"""What whoever calls in a committee's name is asked for: an item that its meetings adopted, or its sealed document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from hemei.ground.people import queries as people
from hemei.ground.places import queries as places
from hemei.kernel.actor import Actor, Role

Items = Sequence[tuple[str, str]]


def cited_words(estate_id: int | None, items: Items, *, actor: Actor, on: date) -> tuple[str, bool]:
    """Return the hint of the sealed document, and whether it must be given: by a member with nothing to choose from.

    Where his committee has adopted nothing yet, the hint leads to where it meets.
    """
    if actor.role is not Role.COMMITTEE_MEMBER:
        return _("代业主委员会登记的，写明盖章文书的文号和日期；由居民委员会召集的不填。"), False
    if items:
        return _("选了会议通过的事项的不填；没有在平台登记会议的，写明盖章文书的文号和日期。"), False
    document = _("没有在平台登记会议的，写明盖章文书的文号和日期。")
    address = _meets_at(estate_id, actor, on)
    if not address:
        return document, True
    link = format_html('<a href="{}">{}</a>', address, _("召集业委会会议"))
    return format_html("{} {} {}", _("还没有会议通过的事项。"), link, document), True


def cited_fields(
    estate_id: int | None, items: Items, *, actor: Actor, on: date, beside: str = "", **chosen: str
) -> list[dict[str, Any]]:
    """Return the fields that cite what a committee decided; `chosen` is more of the choice: its hint, its value.

    `beside` is said after the hint of the sealed document.
    """
    words, required = cited_words(estate_id, items, actor=actor, on=on)
    hint = format_html("{}{}", words, beside) if beside else words
    choice = {
        "name": "decision_item", "label": _("业主委员会会议通过的事项"), "kind": "select", "options": items,
        "blank": _("不填"), **chosen,
    }  # fmt: skip
    return [
        *([choice] if items else []),
        {"name": "decision", "label": _("业主委员会决定召集的文书"), "more": {"maxlength": 200}, "hint": hint,
         "required": required},
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
