"""The estate a form names, the parts of it that share, and who would stand on the roll today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.meetings import queries as meetings
from hemei.community.voting import queries
from hemei.community.voting.pages import gate
from hemei.community.voting.pages.gate import Field
from hemei.community.voting.rules.acts import Act
from hemei.community.voting.rules.assemblies import CALLER_NAMES, KIND_NAMES, Step, may_move
from hemei.community.voting.rules.explain import square_metres
from hemei.community.voting.rules.parts import unit_codes
from hemei.community.voting.rules.procedure_standard import Caller
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.places import queries as places
from hemei.kernel.actor import Role
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import plain
from hemei.ui.words import listing, say, series

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
    today = shanghai_day(utc_now())
    number = _number_of(estate, actor)
    found = places.estate(number, actor=actor) if number is not None else None
    if number is None or found is None:
        return {}
    if actor.role is not Role.COMMITTEE_MEMBER:
        return queries.voting_parts(number, actor=actor, on=today)
    if not gate.at_work_in(actor, number):
        return {}
    with people_services.opened(actor, found.scope):
        return queries.voting_parts(number, actor=gate.wide(actor, found.scope), on=today)


def callers_of(actor: Actor, estate: str, today: date) -> tuple[Caller, ...]:
    """Return in whose name the actor may enter a call: the committee's only where one can act, if that is known."""
    if actor.role is Role.COMMITTEE_MEMBER:
        return ("committee",)
    number = _number_of(estate, actor)
    if number is not None and people.committee_able(number, today) is None:
        return ("residents_committee",)
    return ("committee", "residents_committee")


def decision_fields(
    estate: str, actor: Actor, callers: Sequence[Caller], item: str = "", *, again: bool = False
) -> list[Field]:
    """Return the fields in which whoever calls for the committee cites what it decided; `item` is proposed.

    A meeting that is held again is of what failed: no document says which matters.
    """
    if "committee" not in callers:
        return _stand_in_field(_number_of(estate, actor), item)
    matters = [(one.code, one.name) for one in queries.matters_on(shanghai_day(utc_now()))]
    named = {
        "name": "decided", "label": _("文书提请业主大会表决的事项（凭文书召集的须选）"), "many": True, "values": [],
        "options": matters,
        "hint": _("照文书选；议程只能是这些事项。凭会议通过的事项召集的不选。"),
    }  # fmt: skip
    return [
        *cited_fields(_number_of(estate, actor), actor, for_owners=True, item=item),
        *([] if again or actor.role is Role.COMMITTEE_MEMBER else [named]),
    ]


def _stand_in_field(number: int | None, item: str) -> list[Field]:
    """Return the field in which the residents' committee cites what the stand-in body put to the owners."""
    found = meetings.adopted_items(number, for_owners=True) if number is not None else []
    items = [(str(one.id), f"{one.words} {put_words(one.matters)}") for one in found if one.stand_in]
    if not items:
        return []
    hint = _("由物业管理委员会决定提请表决的，请选；议程只能是它提请表决的事项。")
    return [
        {
            "name": "decision_item", "label": _("物业管理委员会会议通过的事项"), "kind": "select", "options": items,
            "blank": _("不填"), "hint": hint, "value": item,
        }
    ]  # fmt: skip


def cited_fields(number: int | None, actor: Actor, *, for_owners: bool, item: str = "") -> list[Field]:
    """Return the fields that cite what the committee of an estate decided: to put to the owners, or else."""
    found = meetings.adopted_items(number, for_owners=for_owners) if number is not None else []
    items = [(str(one.id), series(filter(None, (one.words, put_words(one.matters))))) for one in found]
    hint = _("这里只列决定提请业主表决的事项；议程只能是这项决定提请表决的事项。") if for_owners else ""
    today = shanghai_day(utc_now())
    fields = queries.cited_fields(number, items, actor=actor, on=today, hint=hint, value=item)
    # A meeting without object any more is called off without a decision.
    return fields if for_owners else [{**one, "required": False} for one in fields]


def put_words(matters: Sequence[str]) -> str:
    """Return which matters a decision of the committee puts to the owners."""
    return listing(one.name for one in queries.matters_on(shanghai_day(utc_now())) if one.code in matters)


def decided_words(found: queries.AssemblyRow, *, adds: bool) -> dict[str, Any]:
    """Return in which words the committee decided to call a meeting, and which matters it put to the owners.

    Of a sealed document also where its scan lies, or is added by whoever `adds` it.
    """
    if found.called_by != "committee" and found.decision_item is None:
        return {"decided": "", "put": ""}
    paper = {"shown": "", "adds": ""}
    if found.decision_scan is not None:
        paper["shown"] = reverse("voting:decision_scan", args=[found.id])
    elif adds and may_move(found.state, Step.SHOW_DECISION).allowed:
        paper["adds"] = reverse("voting:show_decision", args=[found.id])
    return {
        "decided": queries.decided_for([found.id]).get(found.id, ""),
        "put": put_words(found.decided_matters),
        "paper": paper if found.decision_item is None else None,
    }


def called_words(found: queries.AssemblyRow, actor: Actor) -> dict[str, Any]:
    """Return which kind of meeting it is, and who called it, on what ground and by which decision."""
    return {
        "kind": say(KIND_NAMES[found.kind]),  # type: ignore[index]
        "caller": say(CALLER_NAMES[found.called_by]),  # type: ignore[index]
        **decided_words(found, adds=gate.may_for(actor, Act.CALL, found)),
        "ground": queries.ground_words(found.ground, on=shanghai_day(found.called_at)),
    }


def agreed_field(found: queries.AssemblyRow) -> list[Field]:
    """Return the field in which the agenda is held against the item by which the committee decided."""
    if found.decision_item is None:
        return []
    agenda = series(one.title for one in found.agenda)
    hint = _("议程：%(agenda)s。") % {"agenda": agenda}
    own = found.called_by == "committee"
    agreed = (
        _("议程就是业主委员会决定交付表决的事项") if own else _("议程就是物业管理委员会决定交付表决的事项")
    )
    return [
        {
            "name": "agrees",
            "label": _("与业主委员会的决定核对") if own else _("与物业管理委员会的决定核对"),
            "options": [("1", agreed)],
            "required": True,
            "hint": hint,
        }
    ]


def _number_of(estate: str, actor: Actor) -> int | None:
    if not estate.strip():
        return None
    try:
        return estate_named(estate, actor)
    except Refused:
        return None


def units_named(
    text: str, field: str, found: queries.AssemblyRow | queries.ProposalRow, actor: Actor
) -> list[int]:
    """Return the units of a form's lines; the first line that names none is said."""
    with gate.reading(actor, found) as eyes:
        units = places.standing_units(found.estate_id, actor=eyes, on=shanghai_day(utc_now()))
    codes = unit_codes({unit.id: (unit.building, unit.entrance or "", unit.room) for unit in units})
    known = {code: number for number, code in codes.items()}
    numbers = []
    for line in text[:20_000].splitlines():
        code = "".join(line.replace("\x00", "").split())
        if not code:
            continue
        if code not in known:
            raise Refused.because(
                mark("没有“{unit}”这个专有部分。"), remedy=mark("请按登记的楼栋、单元、房号填写。"), field=field,
                code="unit", unit=code[:40],
            )  # fmt: skip
        numbers.append(known[code])
    return numbers


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
        "parts": listing(found.buildings) or _("全体业主"),
    }  # fmt: skip
    return _("现在冻结：%(parts)s，%(units)s个专有部分，%(heads)s人，%(area)s平方米。") % values
