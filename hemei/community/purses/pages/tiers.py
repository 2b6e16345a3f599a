"""The tiers of an agreement on pages: the fields of each, what was typed into them, and every property in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from django.utils.translation import gettext as _

from hemei.community.purses import queries, services
from hemei.community.purses.pages.forms import Field
from hemei.community.purses.pages.shared import kind_names
from hemei.community.purses.queries import MOST_TIERS, Paper
from hemei.kernel.clock import utc_now
from hemei.kernel.decision import Decision, Reason, Refused, mark
from hemei.kernel.money import yuan
from hemei.kernel.workdays import shanghai_day
from hemei.ui.forms import fen_or_none, plain, whole_of
from hemei.ui.words import is_english, listing, say

if TYPE_CHECKING:
    from django.http import QueryDict

_LONG = 40
"""Characters kept of a name or an amount: more than it may have, so that a refusal names what was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A tier as it stands in the form, word for word, so that nothing is lost when the form is drawn again."""

    name: str = ""
    up_to: str = ""
    kinds: tuple[str, ...] = ()
    approvers: str = ""
    co_approvers: str = ""
    resolution: bool = False
    papers: tuple[str, ...] = ()


def prefilled(tiers: Sequence[queries.Tier], *, community: bool) -> list[Typed]:
    """Return tiers as a form begins with them; `community` is whether its approvers are taken over."""
    return [
        Typed(
            name=tier.name, up_to=yuan(tier.up_to_fen) if tier.up_to_fen else "", kinds=tier.kinds,
            approvers=str(tier.approvers), co_approvers=str(tier.co_approvers if community else 0),
            resolution=tier.needs_resolution, papers=tuple(paper.value for paper in tier.papers),
        )
        for tier in tiers
    ]  # fmt: skip


def typed(data: QueryDict) -> list[Typed]:
    """Return the tiers as they were typed, one at least and never more than one too many, which is refused."""
    count = min(max(whole_of(data.get("tiers", "")) or 1, 1), MOST_TIERS + 1)
    return [
        Typed(
            name=plain(data.get(f"name_{number}", ""), _LONG),
            up_to=plain(data.get(f"up_to_{number}", ""), _LONG),
            kinds=tuple(dict.fromkeys(plain(one, _LONG) for one in data.getlist(f"kinds_{number}"))),
            approvers=plain(data.get(f"approvers_{number}", ""), _LONG),
            co_approvers=plain(data.get(f"co_approvers_{number}", ""), _LONG),
            resolution=data.get(f"resolution_{number}") == "yes",
            papers=tuple(one.value for one in Paper if one.value in data.getlist(f"papers_{number}")),
        )
        for number in range(count)
    ]


def moved(data: QueryDict, rows: list[Typed]) -> int | None:
    """Add the tier asked for to the rows, or take one away, and return where to go on; None where neither is asked.

    A new one stands after the tier it was asked at and begins with what that demands: only name and ceiling differ.
    """
    after, gone = whole_of(data.get("add", "")), whole_of(data.get("remove", ""))
    if after is not None and after < len(rows) < MOST_TIERS:
        rows.insert(after + 1, replace(rows[after], name="", up_to=""))
        return after + 1
    if gone is not None and gone < len(rows) and len(rows) > 1:
        del rows[gone]
        return min(gone, len(rows) - 1)
    return None if after is None and gone is None else 0


def tiers_of(rows: Sequence[Typed]) -> list[services.Tier]:
    """Return the tiers that were typed.

    Raises:
        Refused: an amount or a number of persons cannot be read; each is said at its field.
    """
    faults: list[Reason] = []
    made = [
        services.Tier(
            name=row.name, up_to_fen=_fen(row.up_to, f"up_to_{number}", faults), kinds=row.kinds,
            approvers=_heads(row.approvers, f"approvers_{number}", faults),
            co_approvers=_heads(row.co_approvers, f"co_approvers_{number}", faults),
            needs_resolution=row.resolution, papers=tuple(Paper(one) for one in row.papers),
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    if faults:
        raise Refused(Decision.no(*faults))
    return made


_OF_THE_DOCUMENT = ("kinds", "usual")
"""Values of a refusal that are names the document gives: of kinds of payment, of a tier."""


def by_their_names(refused: Refused) -> Refused:
    """Return a refusal with what a document names by its English name, where the reader chose English.

    A rule says it as the document is written, and no catalogue of messages has its names.
    """
    rules = queries.rules_on(shanghai_day(utc_now()))
    english = {one.name: one.name_en for one in rules.kind} | {one.name: one.name_en for one in rules.tier}
    names = english if is_english() else {}

    def said(reason: Reason) -> Reason:
        spoken = {
            name: listing(names.get(one, one) for one in str(reason.values[name]).split("、"))
            for name in _OF_THE_DOCUMENT
            if name in reason.values
        }
        return replace(reason, values={**reason.values, **spoken})

    return Refused(replace(refused.decision, reasons=tuple(said(one) for one in refused.decision.reasons)))


def _fen(text: str, field: str, faults: list[Reason]) -> int:
    """Return a ceiling, 0 where none is typed."""
    try:
        return fen_or_none(text, field) or 0
    except Refused as refused:
        faults += refused.decision.reasons
        return 0


def _heads(text: str, field: str, faults: list[Reason]) -> int:
    """Return how many persons were typed, 0 where nothing is."""
    count = whole_of(normalize("NFKC", text)) if text else 0
    if count is None:
        faults.append(
            Reason(
                mark("人数“{raw}”不是整数。"),
                {"raw": text[:20]},
                mark("请填写人数，例如 2。"),
                field,
                "whole",
            )
        )
    return count or 0


def fieldsets(rows: Sequence[Typed], focus: int | None) -> list[dict[str, Any]]:
    """Return the fields of each tier: the short ones, and those with boxes to tick; `focus` is where one goes on."""
    kinds = list(kind_names().items())
    papers = [(paper.value, say(words)) for paper, words in queries.PAPER_NAMES.items()]
    resolution = [("yes", _("须有业主大会决议"))]
    return [
        {
            "number": number,
            "focus": number == focus,
            "short": _short(number, row, last=number == len(rows) - 1, focus=number == focus),
            "ticked": [
                {"name": f"kinds_{number}", "label": _("适用于哪几种付款"), "kind": "many", "options": kinds,
                 "value": row.kinds, "hint": _("一种也不选：适用于别的档次没有选的所有付款。")},
                {"name": f"resolution_{number}", "label": _("业主大会决议"), "kind": "many", "options": resolution,
                 "rowwise": True, "value": ["yes"] if row.resolution else []},
                {"name": f"papers_{number}", "label": _("要什么材料"), "kind": "many", "options": papers,
                 "value": row.papers},
            ],
        }
        for number, row in enumerate(rows)
    ]  # fmt: skip


def _short(number: int, row: Typed, *, last: bool, focus: bool) -> list[Field]:
    here = {"autofocus": "autofocus"} if focus else {}
    return [
        {"name": f"name_{number}", "label": _("档次名称"), "value": row.name, "required": True,
         "more": {"maxlength": 20, **here}},
        {"name": f"up_to_{number}", "label": _("不超过（元）"), "value": row.up_to,
         "required": _("不限的留空") if last else True, "more": {"inputmode": "decimal", "maxlength": 20}},
        {"name": f"approvers_{number}", "label": _("业委会几名审批"), "value": row.approvers, "required": True,
         "more": {"inputmode": "numeric", "maxlength": 2}},
        {"name": f"co_approvers_{number}", "label": _("社区几名审批"), "value": row.co_approvers, "required": True,
         "more": {"inputmode": "numeric", "maxlength": 2}},
    ]  # fmt: skip


def names_of(sets: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the names of all fields of tiers."""
    return {field["name"] for one in sets for field in (*one["short"], *one["ticked"])}


def in_words(tiers: Sequence[queries.Tier], *, community: bool) -> list[dict[str, Any]]:
    """Return every property of tiers in words; `community` is whether its approvers count."""
    kinds, named = kind_names(), any(tier.kinds for tier in tiers)
    rest = _("其他付款") if named else _("所有付款")
    return [
        {
            "name": tier.name,
            "up_to": yuan(tier.up_to_fen) if tier.up_to_fen else "",
            "kinds": listing(kinds.get(code, code) for code in tier.kinds) or rest,
            "approvers": tier.approvers,
            "co_approvers": tier.co_approvers if community else 0,
            "resolution": tier.needs_resolution,
            "papers": listing(say(queries.PAPER_NAMES[paper]) for paper in tier.papers),
        }
        for tier in tiers
    ]
