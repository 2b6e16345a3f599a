"""The estate a form names, the parts of it that share, and who would stand on the roll today."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hemei.community.voting import queries
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import Field
from hemei.community.voting.rules.explain import square_metres
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import plain

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor


def estate_named(text: str, actor: Actor) -> int:
    """Return the one estate a form names by its code or its name."""
    short = plain(text, 40)
    by_code = places.estate_by_code(short, actor=actor) if short else None
    if by_code is not None:
        return by_code.id
    rows = [
        row for row in places.found_estates(short, actor=actor) if row.name == short
    ] or places.found_estates(short, actor=actor)
    if len(rows) == 1:
        return rows[0].id
    words = mark("没有找到这个小区。") if not rows else mark("不止一个小区叫这个名称。")
    raise Refused.because(
        words, remedy=mark("请填写完整的名称或编码。"), field="estate", code="unknown_estate"
    )


def parts_field(estate: str, actor: Actor) -> Field:
    """Return the field of the parts that share: to choose from where the estate is known, else to be typed."""
    label = _("只涉及哪些楼栋")
    parts = _parts_of(estate, actor)
    if not parts:
        hint = _("只涉及部分区域的填楼栋名称，用逗号分开，按共有该部分的业主计算；涉及全体的留空。")
        return {"name": "buildings", "label": label, "hint": hint}
    named = [
        name
        for building, entrances in parts.items()
        for name in (building, *(entrances if len(entrances) > 1 else ()))
    ]
    hint = _("只涉及部分区域的才选，按共有该部分的业主计算；涉及全体的不选。")
    return {
        "name": "buildings", "label": label, "hint": hint, "many": True, "values": [],
        "options": [(name, name) for name in named],
    }  # fmt: skip


def _parts_of(estate: str, actor: Actor) -> dict[str, list[str]]:
    if not estate.strip():
        return {}
    today = shanghai_day(utc_now())
    try:
        number = estate_named(estate, actor)
    except Refused:
        return {}
    found = places.estate(number, actor=actor)
    if found is None:
        return {}
    if actor.role is not Role.COMMITTEE_MEMBER:
        return queries.voting_parts(number, actor=actor, on=today)
    if not gate.at_work_in(actor, number):
        return {}
    with people_services.opened(actor, found.scope):
        return queries.voting_parts(number, actor=gate.wide(actor, found.scope), on=today)


def parts_typed(data: QueryDict) -> list[str]:
    """Return the parts a form names, chosen or between commas of either kind."""
    typed = [one for text in data.getlist("buildings") for one in text.replace("，", ",").split(",")]
    return [plain(one, 80) for one in dict.fromkeys(typed) if one.strip()]


def roll_words(found: queries.AssemblyRow, actor: Actor, today: date) -> str:
    """Say who would stand on the roll of a meeting if it were frozen now."""
    with gate.reading(actor, found) as eyes:
        units, heads, area = queries.roll_ahead(found, actor=eyes, on=today)
    values = {
        "units": f"{units:,}", "heads": f"{heads:,}", "area": square_metres(area),
        "parts": "、".join(found.buildings) or _("全体业主"),
    }  # fmt: skip
    return _("现在冻结：%(parts)s，%(units)s个专有部分，%(heads)s人，%(area)s平方米。") % values
