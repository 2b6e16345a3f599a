"""What disclosure holds of a person, for himself; the caller has opened the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hemei.coordination.disclosure.models import Question
from hemei.coordination.disclosure.rules.words import ABOUT_TEXTS, About
from hemei.kernel.decision import mark
from hemei.kernel.keeping import Held, Holder
from hemei.kernel.workdays import shanghai_day


def held_of(persons: Sequence[int], on: date) -> list[Held]:  # noqa: ARG001 - the shape every holder has
    """Return what somebody asked or said, the latest first; one that waits for its answer still runs."""
    rows = Question.objects.filter(person_id__in=persons).order_by("-id")
    return [
        Held(
            mark("提问和意见"), estate,
            ((mark("事项"), ABOUT_TEXTS[About(about)]), (mark("提出日"), shanghai_day(at).isoformat())),
            stream, runs=answered is None,
        )
        for estate, about, at, stream, answered in rows.values_list(
            "estate__name", "about", "asked_at", "stream", "answered_at"
        )
    ]  # fmt: skip


HOLDER = Holder(frozenset({"disclosure_question"}), held_of)
