"""The list queries of assessment, for `tests/test_access.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from hemei.ground.people.tests.factories import SYSTEM, Town
from hemei.ground.records import services as records
from hemei.kernel.actor import Role
from hemei.oversight.assessment import queries, services
from hemei.oversight.assessment.models import Consequence, Entry
from hemei.oversight.assessment.rules.words import Follows, FollowState
from hemei.oversight.assessment.tests.kit_access import KIT_LISTS, furnish_kit

NEAR = "340102001001"
_round: dict[str, int] = {}

LISTS: dict[str, Callable[..., Iterable[object]]] = {
    "assessment.rounds": lambda actor, _now: queries.rounds(actor=actor),
    "assessment.entries": lambda actor, _now: queries.entries(actor=actor, round_id=_round["id"]),
    "assessment.objections": lambda actor, _now: queries.objections(actor=actor, round_id=_round["id"]),
    "assessment.consequences": lambda actor, _now: queries.consequences(actor=actor),
    **KIT_LISTS,
}


def furnish(town: Town, now: datetime) -> None:
    """Let the near community be evaluated, object, be answered, and something follow."""
    draft = services.RoundDraft(
        standard="three-in-one-standard", place_id=town.place("340102001"), title="近处的评价",
        period_from=date(2025, 11, 1), period_until=date(2026, 11, 1),
    )  # fmt: skip
    number = services.open_round(actor=SYSTEM, now=now, draft=draft)
    _round["id"] = number
    services.enter_subjects(actor=SYSTEM, now=now, round_id=number)
    services.settle_round(actor=SYSTEM, now=now, round_id=number, with_gaps=True)
    services.post_round(actor=SYSTEM, now=now, round_id=number)
    entry = Entry.objects.get(round_id=number)
    near = replace(town.actor(Role.COMMUNITY_CLERK, NEAR, "东风社区居委会"), account_id=1)
    with records.acting(near):
        objection = services.object_to_mark(
            actor=near, now=now, entry_id=entry.pk, item="carrier_place", text="有固定场所"
        )
    services.decide_objection(actor=SYSTEM, now=now, objection_id=objection, upheld=False, text="没有照片")
    services.publish_round(actor=SYSTEM, now=now + timedelta(days=30), round_id=number)
    Consequence.objects.create(
        stream=entry.stream, scope=town.path(NEAR), entry=entry, rule="near", follows=Follows.RECOMMEND_RECALL,
        state=FollowState.OPEN, set_on=now.date(),
    )  # fmt: skip
    furnish_kit(town, now, entry)
