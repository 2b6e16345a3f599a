"""What `hotline-sources` answers to its examples."""

from __future__ import annotations

from hemei.coordination.hotline.rules.standards import HotlineSources
from hemei.coordination.hotline.rules.words import Says
from tests.asked import Answer, Asked


def hotline_sources(asked: Asked) -> Answer:
    content: HotlineSources = asked.content
    system = content.of(str(asked.facts["system"]))
    assert system is not None
    if "says" in asked.facts:
        return {"word": system.says(Says(str(asked.facts["says"])))}
    header = str(asked.facts["header"])
    return {"column": next(name for name, known in system.aliases().items() if header in known)}
