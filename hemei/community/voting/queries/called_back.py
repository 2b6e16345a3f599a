"""Which ballots that count are called back, and why each of them is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from hemei.community.voting.models import Ballot
from hemei.community.voting.rules.call_back import WHYS, AskedBallot, CastBy, Why, called_back_as
from hemei.community.voting.rules.standards import CallBack
from hemei.community.voting.rules.voters import Capacity

Pool = dict[Why, int]
"""How many ballots are called back for which reason, those that occur, in the order of the rule."""
_CAST = ("channel", "by_proxy", "kind", "himself")


def pools_of(vote_ids: Collection[int], rule: CallBack) -> dict[int, Pool]:
    """Return from what a draw would be, by vote: the counted ballots that are called back; one statement."""
    counted = _cast(Ballot.objects.filter(vote__in=vote_ids, standing=True)).values_list("vote_id", *_CAST)
    found: dict[int, dict[Why, int]] = {vote: dict.fromkeys(WHYS, 0) for vote in vote_ids}
    for vote, *cast, number in counted.annotate(number=Count("id")).order_by("vote_id"):
        why = _why(cast, rule)
        if why is not None:
            found[vote][why] += number
    return {vote: {why: number for why, number in pool.items() if number} for vote, pool in found.items()}


def pool_drawn_from(ballots: QuerySet[Any], rule: CallBack) -> Pool:
    """Return why the ballots of a list of ids were called back."""
    rows = _cast(Ballot.objects.filter(pk__in=ballots)).values_list(*_CAST)
    found = dict.fromkeys(WHYS, 0)
    for *cast, number in rows.annotate(number=Count("id")).order_by():
        why = _why(cast, rule)
        if why is not None:
            found[why] += number
    return {why: number for why, number in found.items() if number}


def ballots_called_back(vote_ids: Collection[int], rule: CallBack) -> dict[int, dict[int, AskedBallot]]:
    """Return the ballots that count and are called back of some votes, by vote and by their own number."""
    found: dict[int, dict[int, AskedBallot]] = {number: {} for number in vote_ids}
    for vote, number, area, choice in _asked(vote_ids, rule):
        found[vote][number] = AskedBallot(area, choice == "for")
    return found


def _asked(vote_ids: Collection[int], rule: CallBack) -> Iterator[tuple[int, int, int, str]]:
    rows = _cast(Ballot.objects.filter(vote__in=vote_ids, standing=True))
    columns = ("vote_id", "id", "area_dm2", "choice", *_CAST)
    for vote, number, area, choice, *cast in rows.values_list(*columns).order_by("id"):
        if _why(cast, rule) is not None:
            yield vote, number, area, choice


def _cast(rows: QuerySet[Ballot]) -> QuerySet[Any]:
    binding = "sheet__binding__"
    himself = Q(**{f"{binding}capacity": Capacity.OWNER.value, f"{binding}person": F(f"{binding}owner")})
    return rows.annotate(
        by_proxy=_is(Q(sheet__proxy__isnull=False)), kind=F(f"{binding}kind"), himself=_is(himself)
    )


def _is(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _why(cast: list[Any], rule: CallBack) -> Why | None:
    channel, by_proxy, kind, himself = cast
    return called_back_as(CastBy(channel, bool(by_proxy), kind or "", bool(himself)), rule)
