"""How everything held of a person reads: on his page, as a paper, as a file a program can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hemei.ground.people import queries as people
from hemei.ground.privacy.pages import words
from hemei.kernel.actor import Role
from hemei.kernel.decision import mark
from hemei.ui.words import local_time, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hemei.ground.privacy import queries

LOOK_TEXTS = {
    "people.unmasked": mark("查看了{field}"),
    "people.person_found": mark("按{field}查找到您，只看到遮盖后的内容"),
    "privacy.person_found": mark("在窗口按{field}查到您"),
    "privacy.copy_taken": mark("为您取出全部信息的副本"),
}


def groups(matters: Sequence[queries.Matter]) -> list[dict[str, Any]]:
    """Return what is held, matter by matter, in the reader's words."""
    return [
        {
            "name": f"{words.matter_name(matter.held.matter)} {matter.held.name}".strip(),
            "runs": matter.held.runs,
            "facts": [
                *((say(name), say(value)) for name, value in matter.held.facts),
                *((words.field_name(field), text) for field, text in matter.texts),
            ],
        }
        for matter in matters
    ]


def looks(found: Sequence[queries.Look]) -> list[dict[str, Any]]:
    """Return who looked, in words."""
    bodies = people.body_names(look.body_id for look in found if look.body_id)
    return [
        {
            "at": look.at,
            "by": f"{bodies.get(look.body_id or 0, '')} {say(people.ROLE_NAMES[Role(look.role)])}".strip(),
            "what": say(LOOK_TEXTS[look.kind], {"field": people.FIELD_NAMES.get(look.field, look.field)}),
            "reason": look.reason or "",
            "erased": look.reason is None and look.kind.startswith("people."),
        }
        for look in found
    ]


def content(matters: Sequence[queries.Matter], found: Sequence[queries.Look], made_at: Any) -> dict[str, Any]:
    """Return everything as a program reads it (article 45); the words are those of the page."""
    return {
        "made_at": local_time(made_at),
        "kept": [
            {
                "matter": group["name"],
                "fields": [{"field": name, "text": text} for name, text in group["facts"]],
            }
            for group in groups(matters)
        ],
        "looked_at": [
            {"at": local_time(row["at"]), "by": row["by"], "what": row["what"], "reason": row["reason"]}
            for row in looks(found)
        ],
    }
