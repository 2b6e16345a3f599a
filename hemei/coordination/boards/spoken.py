"""What a board says in the reader's language, on a page and in print; names of bodies stay as they are registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils.translation import gettext as _

from hemei.coordination.boards import queries
from hemei.coordination.cases import queries as cases
from hemei.ui.words import is_english, listing, say


class _Named(Protocol):
    @property
    def name(self) -> str:
        """What it is called in Chinese."""

    @property
    def name_en(self) -> str:
        """What it is called in English."""


def kinds_said(names: Sequence[str], day: date) -> list[str]:
    """Return kinds of problems as the list of a day names them in the reader's language."""
    english = _english(cases.listed_on(day).problem) if is_english() else {}
    return [english.get(name, name) for name in names]


def problems_said(rows: Sequence[Sequence[str]], day: date) -> list[list[str]]:
    """Return the lines of a board made on a day: the kind, and who stands there by his kind for want of a body."""
    if not is_english():
        return [list(row) for row in rows]
    listed = cases.listed_on(day)
    kinds, bodies = _english(listed.problem), _english(listed.department)
    return [
        [code, kinds.get(name, name), bodies.get(accepts, accepts), first, bodies.get(handles, handles), lead]
        for code, name, accepts, first, handles, lead in rows
    ]


def ways_said(rows: Sequence[Sequence[str]], day: date) -> list[tuple[str, str]]:
    """Return the ways to complain that a board made on a day names."""
    english = _english(queries.board_rules(day).way) if is_english() else {}
    return [(english.get(name, name), number) for name, number in rows]


def shown(content: Mapping[str, Any], manager: str, day: date) -> dict[str, Any]:
    """Return what a board made on a day says as its page shows it: facts, numbers, problems."""
    estate, company, committee = content["estate"], content["company"], content["committee"]
    size = _("建筑面积 %(area)s 平方米，%(households)s 户") % {
        "area": f"{estate['area_dm2'] // 100:,}", "households": f"{estate['households']:,}"
    }  # fmt: skip
    built = _("%(year)s 年建成") % {"year": estate["built_year"]} if estate["built_year"] else ""
    facts = [
        (_("地址"), estate["address"]),
        (_("规模"), _("，").join(part for part in (size, built) if part)),
        (_("物业服务企业"), _until(company, _("合同至 %(day)s")) if company else _("暂无物业服务企业")),
        (_("项目经理"), manager or "—"),
        *_committee(committee),
        (_("社区和街道"), listing(content["guides"])),
    ]
    return {
        "facts": [(head[:1].upper() + head[1:], words) for head, words in facts],
        "phones": [
            (who, _within(say(queries.PURPOSE_NAMES[queries.Purpose(what)])), number)
            for who, what, number in content["phones"]
        ],
        "ways": ways_said(content["ways"], day),
        "problems": problems_said(content["problems"], day),
    }


def _committee(said: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return the committee: none yet, one at work, or one whose term is over; and the body that stands in for it."""
    if said is None or not said["name"]:
        words = _("尚未成立")
    elif said.get("ended"):
        over = _("任期已于 %(day)s 结束") % {"day": _last(said["until"])}
        words = f"{said['name']} · {over}"
    else:
        words = _until(said, _("任期至 %(day)s"))
        words += _("，在任委员不足半数") if said.get("short") else ""
    found = [(_("业主委员会"), words)]
    if said is not None and said.get("stand_in"):
        found.append((_("代行业委会职责"), said["stand_in"]))
    return found


def _within(words: str) -> str:
    """Return words as they stand after a name; in English they begin small there."""
    return words[:1].lower() + words[1:]


def _until(row: Mapping[str, Any], words: str) -> str:
    if not row["until"]:
        return str(row["name"])
    ended = _("，已期满") if row.get("ended") else ""
    return f"{row['name']} · {words % {'day': _last(row['until'])}}{ended}"


def _last(until: str) -> date:
    return date.fromisoformat(until) - timedelta(days=1)  # registers keep the day after the last one


def _english(items: Iterable[_Named]) -> Mapping[str, str]:
    """Return what the standard calls in English what it calls so in Chinese; a name it no longer has stays."""
    return {one.name: one.name_en for one in items if one.name_en}
