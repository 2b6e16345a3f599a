"""Why a topic was put right on its way, for who sits at the table; neighbours read what was changed, not the words."""

from __future__ import annotations

from hemei.community.deliberation.queries.topics import TopicPage
from hemei.ground.records import queries as records

_WITH_REASON = {"deliberation.matter_changed", "deliberation.topic_returned"}


def reasons_of(page: TopicPage) -> dict[int, str]:
    """Return the reasons told in a topic's course, by the number of their event; one statement."""
    if page.neighbour:
        return {}
    told = {one.id: one.data["reason"] for one in page.events if one.type in _WITH_REASON}
    texts = records.open_sealed(told.values())
    return {event: texts.get(number) or "" for event, number in told.items()}
