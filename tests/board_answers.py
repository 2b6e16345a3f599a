"""What `information-board` answers to its examples."""

from __future__ import annotations

from hemei.coordination.boards.rules.standards import InformationBoard
from tests.asked import Answer, Asked


def information_board(asked: Asked) -> Answer:
    content: InformationBoard = asked.content
    facts = asked.facts
    if "part" in facts:
        return {"name": next(row.name for row in content.shown if row.code == facts["part"])}
    if "way" in facts:
        return {"number": next(row.number for row in content.way if row.code == facts["way"])}
    if "service_class" in facts:
        return {"accepts": content.accepts(str(facts["service_class"])).accepts}
    return {"due": asked.due(content.replacement.limit)}
