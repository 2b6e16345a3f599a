"""What the desk itself holds of a person: his requests. Which notices he was shown stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from hemei.ground.privacy.models import Request, Sight
from hemei.ground.privacy.rules import STATE_TEXTS, State
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder
from hemei.kernel.workdays import shanghai_day


def held_of(persons: Sequence[int], on: date) -> list[Held]:  # noqa: ARG001 - one signature for all
    """Return requests and notices shown; two statements. A request that is open ends with its answer."""
    asked = Request.objects.filter(person_id__in=persons).order_by("-id")
    seen = Sight.objects.filter(person_id__in=persons).order_by("-seen_at")
    return [
        *(
            Held(mark("个人信息申请"), number, ((mark("状态"), STATE_TEXTS[State(state)]),), stream)
            for number, state, stream in asked.values_list("number", "state", "stream")
        ),
        *(
            Held(mark("看过的告知"), notice.rpartition("/")[2], ((mark("时间"), _day(at)),))
            for notice, at in seen.values_list("notice", "seen_at")
        ),
    ]


def _day(at: datetime) -> str:
    return shanghai_day(at).isoformat()


HOLDER = Holder(frozenset({"privacy_request", "privacy_sight"}), held_of)
