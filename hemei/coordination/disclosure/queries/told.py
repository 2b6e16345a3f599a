"""Of which estate a draft is, and who asked a question: for whoever tells people of them. The place is open."""

from __future__ import annotations

from hemei.coordination.disclosure.models import Disclosure, Question

DRAFT, QUESTION = "disclosure.disclosure:", "disclosure.question:"
"""How the streams of a disclosure and of a question begin."""


def estate_of(stream: str) -> int | None:
    """Return the estate of a disclosure by its stream."""
    return Disclosure.objects.filter(stream=stream).values_list("estate_id", flat=True).first()


def asker_of(stream: str) -> int | None:
    """Return the person who asked a question, by its stream; None where a body asked."""
    return Question.objects.filter(stream=stream).values_list("person_id", flat=True).first()
