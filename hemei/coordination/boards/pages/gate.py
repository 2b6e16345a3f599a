"""Who may enter the pages of boards, and what they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.coordination.boards import queries
from hemei.coordination.boards.pages import spoken
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import errors_of
from hemei.ui.words import listing, say

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from hemei.kernel.actor import Actor
    from hemei.kernel.decision import Refused

PAGE = 50
CHUNK = 1_000
REFUSED = 422
TONES = {
    queries.State.NONE: "bad",
    queries.State.WAITING: "warn",
    queries.State.CURRENT: "good",
    queries.State.LAPSED: "bad",
}


def entered(request: HttpRequest, act: queries.Act = queries.Act.SEE) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in Shanghai."""
    return shanghai_day(utc_now())


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the two lists as tabs."""
    return [
        {"words": words, "address": reverse(name), "here": name == here}
        for name, words in (("boards:boards", _("公示牌")), ("boards:phones", _("服务电话")))
    ]


def parts(codes: tuple[str, ...]) -> str:
    """Return the names of parts of a board as one text."""
    return listing(say(queries.PART_NAMES[code]) for code in codes if code in queries.PART_NAMES)


def shown(content: Mapping[str, Any], manager: str, day: date) -> dict[str, Any]:
    """Return what a board made on a day says as its page shows it: facts, numbers, problems."""
    estate, company, committee = content["estate"], content["company"], content["committee"]
    size = _("建筑面积 %(area)s 平方米，%(households)s 户") % {
        "area": f"{estate['area_dm2'] // 100:,}", "households": f"{estate['households']:,}"
    }  # fmt: skip
    built = _("%(year)s 年建成") % {"year": estate["built_year"]} if estate["built_year"] else ""
    return {
        "facts": [
            (_("地址"), estate["address"]),
            (_("规模"), _("，").join(part for part in (size, built) if part)),
            (_("物业服务企业"), _until(company, _("合同至 %(day)s")) if company else _("暂无物业服务企业")),
            (_("项目经理"), manager or "—"),
            (_("业主委员会"), _until(committee, _("任期至 %(day)s")) if committee else _("尚未成立")),
            (_("社区和街道"), listing(content["guides"])),
        ],
        "phones": [
            (who, say(queries.PURPOSE_NAMES[queries.Purpose(what)]), number)
            for who, what, number in content["phones"]
        ],
        "ways": spoken.ways_said(content["ways"], day),
        "problems": spoken.problems_said(content["problems"], day),
    }


def words_of(refused: Refused) -> list[str]:
    """Return what a refusal says, its remedies with it."""
    return [line for lines in errors_of(refused).values() for line in lines]


def _until(row: Mapping[str, Any], words: str) -> str:
    if not row["until"]:
        return str(row["name"])
    ended = _("，已期满") if row.get("ended") else ""
    return f"{row['name']} · {words % {'day': row['until']}}{ended}"
