"""How who is short renews, on the page of a fund: what owners decided, what was put to them, who is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hemei.community.funds import queries, services
from hemei.community.funds.pages.shared import today
from hemei.community.voting import queries as votes
from hemei.community.voting.services import Cited
from hemei.kernel.clock import utc_now
from hemei.ui.forms import needed_day, needed_fen, whole_of
from hemei.ui.words import listing, say_reason

if TYPE_CHECKING:
    from django.http import QueryDict

    from hemei.kernel.actor import Actor

_VOTES = 6
FIELDS = ("per_m2", "percent", "until", "decision", "decision_item")
"""The fields of the form that puts it to the owners."""


def standing(actor: Actor, row: queries.FundRow) -> dict[str, Any] | None:
    """Return on what asking households to renew rests: the owners' votes, or what was put to them; None by the city."""
    basis, day = queries.renewal_basis_of(row.id, actor=actor), today()
    if basis is None or not basis.assembly:
        return None
    question, rules = basis.question, queries.fund_rules(day)
    silent = queries.may_renew(basis, (), today=day, rules=rules).allowed
    own = question is not None and question.is_own(actor.person_id, actor.account_id)
    decided = basis.whole(day) is not None
    puts = queries.may(actor, queries.Act.PUT_RENEWAL).allowed
    items = votes.citable(row.estate_id, queries.RAISING, on=day) if puts else None
    cited = votes.cited_words(row.estate_id, items, actor=actor, on=day) if items is not None else None
    return {
        "asks": (silent and not own)
        or any(queries.may_rest_on(one, today=day).allowed for one in basis.raisings),
        "own": silent and own and not decided,
        "decided": decided,
        "question": question,
        "meeting": reverse("voting:assembly", args=[question.assembly_id]) if question else "",
        "over": question is not None and day > question.decide_by,
        "runs": basis.runs(()),
        "puts": puts and queries.may_put(basis, today=day, rules=rules).allowed,
        "citable": items,
        "cited": cited,
        "examples": queries.EXAMPLES,
        "votes": [_vote(one, passed=True) for one in basis.raisings[:_VOTES]]
        + [_vote(one, passed=False) for one in basis.refused[:_VOTES]],
    }


def _vote(one: queries.Raising, *, passed: bool) -> dict[str, Any]:
    reasons = [say_reason(reason) for reason in queries.may_rest_on(one, today=today()).reasons]
    return {
        "title": one.title,
        "parts": listing(one.parts),
        "address": reverse("voting:assembly", args=[one.assembly_id]),
        "not": reasons if passed else [_("%(day)s公告：没有通过。") % {"day": one.published_on}],
    }


def put(actor: Actor, row: queries.FundRow, data: QueryDict) -> str:
    """Put to the owners how those who are short renew, in the words of the form."""
    metre, percent = data.get("per_m2", "").strip(), data.get("percent", "").strip()
    terms = services.Terms(
        needed_fen(metre, "per_m2") if metre else None, whole_of(percent) or 0 if percent else None,
        needed_day(data.get("until", ""), "until"),
    )  # fmt: skip
    cited = Cited(
        decision=data.get("decision", "")[:200], decision_item=whole_of(data.get("decision_item", ""))
    )
    services.put_renewal(actor=actor, now=utc_now(), fund_id=row.id, terms=terms, cited=cited)
    return _("已召集业主大会，请公告表决事项。")


def ask(actor: Actor, row: queries.FundRow, _data: QueryDict) -> str:
    """Ask all who are short to renew."""
    ids = queries.short_ids(row.id, actor=actor, on=today())
    count = services.ask_renewal(actor=actor, now=utc_now(), household_ids=ids, fund_id=row.id)
    return _("已向%(count)s户发出续筹通知，平台通知得到的业主会收到提醒。") % {"count": count}


def unreached(actor: Actor, row: queries.FundRow) -> tuple[int, int]:
    """Return how many households the platform does not reach that are asked or owe: still to be told, and told by hand.

    Both are zero for who tells nobody.
    """
    if not (row.short or row.owed_fen) or not queries.may(actor, queries.Act.ASK_RENEWAL).allowed:
        return 0, 0
    found = queries.unreached(row.id, actor=actor, on=today()).values()
    told = sum(one.told is not None for one in found)
    return len(found) - told, told
