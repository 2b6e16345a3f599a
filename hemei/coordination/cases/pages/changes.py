"""What a draft that was tried changes of the ladders in force the day it was asked: item by item, with what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from hemei.coordination.cases import queries, services
from hemei.coordination.cases.pages import drafts
from hemei.coordination.cases.rules.drafting import Rung, rungs_of
from hemei.coordination.cases.rules.replaying import What
from hemei.coordination.cases.rules.trials import Side
from hemei.coordination.cases.rules.words import REVISIT_PASSED_ON
from hemei.kernel.decision import Refused
from hemei.kernel.workdays import shanghai_day
from hemei.ui.words import series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hemei.coordination.cases.rules.standards import CaseLadders

NAMED = 2
"""How many changed items the name of a trial tells; of more it tells the number."""
_DONE_BY: dict[str, frozenset[What]] = {
    "extension": frozenset({What.GRANTED, What.REFUSED}),
    "escalation": frozenset({What.ESCALATED}),
    "refusing": frozenset({What.ESCALATED, What.SUPERVISED, What.RECALLED}),
    "supervision": frozenset({What.SUPERVISED, What.RECALLED}),
    "revisit": frozenset({What.ESCALATED}),
}
"""What an item of each ladder does to a case."""


def changed_in_words(row: queries.TrialRow) -> str:
    """Name a draft by what it changes; a draft that is no longer read by today's reader is only a draft."""
    try:
        found = changes_of(row)
    except Refused:
        return _("草案")
    if not found:
        return _("草案")
    named = [f"{one['title']}：{series(one['values'])}" for one in found[:NAMED]]
    if len(found) > NAMED:
        return _("改了%(count)s条：%(items)s等") % {"count": len(found), "items": series(named)}
    return _("改了%(items)s") % {"items": series(named)}


def changes_of(row: queries.TrialRow, sums: Sequence[queries.TrialSum] = ()) -> list[dict[str, Any]]:
    """Return the items a draft changes, adds or drops: what was and is said, the reason, and the steps they did."""
    day = shanghai_day(row.asked_at)
    base, other = queries.law_of(day).ladders, services.ladders_of(None, row.draft, day)
    before, after = _by_code(base), _by_code(other)
    codes = _refused(base) | _refused(other)
    found = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        values = _values(old, new)
        rung, ladders = (new, other) if new else (old, base)
        if not values or rung is None:
            continue
        table, code = key
        items = {"refusing": codes, "revisit": {REVISIT_PASSED_ON}}.get(table, {code})
        found.append(
            {
                "title": drafts.title(old or rung, base if old else ladders, day),
                "values": values,
                "reason": _reason(new, other) if new else "",
                "did": _did([one for one in sums if one.what in _DONE_BY[table] and one.item in items]),
            }
        )
    return found


def _by_code(ladders: CaseLadders) -> dict[tuple[str, str], Rung]:
    return {(rung.table, rung.code): rung for rung in rungs_of(ladders)}


def _refused(ladders: CaseLadders) -> set[str]:
    """Return the items that follow a refusal to come: what counts as one is felt through them."""
    told = {one.code for one in ladders.escalation if one.when == "refused"}
    return told | {one.code for one in ladders.supervision if one.when == "refused"}


def _values(old: Rung | None, new: Rung | None) -> list[str]:
    """Say what of an item is other than it was; empty where nothing is."""
    if old is None or new is None:
        return [_("删去")] if new is None else [_("新增")]
    now = {value.key: value for value in new.values}
    was = {value.key: value for value in old.values}
    words = []
    for key in dict.fromkeys((*was, *now)):
        said = [drafts.said(side[key]) if key in side else _("没有") for side in (was, now)]
        if said[0] != said[1]:
            values = {"label": drafts.label(was.get(key) or now[key]), "old": said[0], "new": said[1]}
            words.append(_("%(label)s，由%(old)s改为%(new)s") % values)
    if (old.when, old.times, old.classes) != (new.when, new.times, new.classes):
        words.append(_("何时开始或者对哪些等级，和原来不同"))
    return words


def _reason(rung: Rung, ladders: CaseLadders) -> str:
    rows = getattr(ladders, rung.table)
    reason: str = (rows[rung.place] if isinstance(rows, tuple) else rows).warrant.reason
    return reason


def _did(sums: Sequence[queries.TrialSum]) -> str:
    """Say how often an item did something on either side, and how often the other side did not."""
    if not sums:
        return _("这一项没有案件受影响。")
    values: dict[str, int] = {
        "now": sum(one.steps for one in sums if one.side is Side.NOW),
        "other": sum(one.steps for one in sums if one.side is Side.OTHER),
        "apart": sum(one.apart for one in sums),
    }
    if not values["apart"]:
        return _("这一项没有案件受影响：两边都是%(now)s次，没有不同。") % values
    return _("按当日的规定%(now)s次，按试算的规定%(other)s次。") % values
