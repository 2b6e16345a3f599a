"""What the pages of mediation share: who may come in, a dispute's faces, its clock in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import shanghai_day
from hemei.oversight.mediation import queries
from hemei.ui.clauses import cited_item
from hemei.ui.words import clock_words, is_english, local_day, public_clause, say

if TYPE_CHECKING:
    from hemei.kernel.actor import Actor

PAGE, CHUNK, REFUSED = 50, 1_000, 422
_YUAN = 100


def entered(request: HttpRequest, act: queries.Act) -> Actor:
    """Return the actor if his role may do the act."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not queries.may(actor.role, act).allowed:
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def named(item: Any) -> str:
    """Return what an item of a standard is called, in the reader's language."""
    return str(item.name_en if is_english() else item.name)


def told(item: Any) -> str:
    """Return what the parties are told, in the reader's language."""
    return str(item.words_en if is_english() else item.words)


def kind_names(levels: queries.MediationLevels) -> list[tuple[str, str]]:
    """Return the kinds of disputes as a form offers them."""
    return [(kind.code, named(kind)) for kind in levels.kind]


def kind_name(levels: queries.MediationLevels, code: str) -> str:
    """Return what a kind is called; its code where the list no longer has it."""
    found = levels.of_kind(code)
    return named(found) if found else code


def why_words(levels: queries.MediationLevels, because: tuple[str, ...]) -> list[str]:
    """Return the items a size follows from, in words."""
    names = {kind.code: _("类型：%(kind)s") % {"kind": named(kind)} for kind in levels.kind}
    names |= {sign.code: told(sign) for sign in levels.sign}
    names |= {ground.code: named(ground) for ground in levels.ground}
    return [names.get(code, code) for code in because]


def cited(head: Any, warrant: Any) -> tuple[str, str, bool]:
    """Return what an item rests on in words, where it stands, and whether it is a design value of the city's own."""
    words, address = cited_item(head, warrant.reference.as_payload())
    return public_clause(words), address, warrant.basis == "design"


def yuan(fen: int | None) -> str:
    """Return an amount in yuan, empty where there is none."""
    if fen is None:
        return ""
    whole, rest = divmod(fen, _YUAN)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"


CLOCKS = {
    queries.ACCEPTING: lambda: _("受理期限"),
    queries.MEDIATING: lambda: _("调解期限"),
}


def clock_face(row: queries.DisputeRow, now: datetime) -> dict[str, Any] | None:
    """Return the clock that runs, with how many of its warnings have come; None where none runs."""
    running = row.next_due
    if running is None:
        return None
    kind, due_at = running
    came = [one for one in row.warnings if one.kind == kind and one.at <= now]
    return {
        "label": CLOCKS[kind]() if kind in CLOCKS else _("期限"),
        "clock": clock_words(now, due_at),
        "warned": len(came),
        "words": _("第%(number)s次提示") % {"number": len(came)} if came else "",
        "next": [one.at for one in row.warnings if one.kind == kind and one.at > now],
    }


def line(row: queries.DisputeRow, levels: queries.MediationLevels, now: datetime) -> dict[str, Any]:
    """Return a line of a list."""
    return {
        "row": row,
        "kind": kind_name(levels, row.kind),
        "size": (say(queries.SIZE_TEXTS[row.size]), queries.SIZE_TONES[row.size]),
        "level": say(queries.LEVEL_TEXTS[row.level]),
        "state": (state_words(row), queries.STATE_TONES[row.state]),
        "source": say(queries.SOURCE_TEXTS[row.source]),
        "filed": local_day(row.filed_at),
        "clock": clock_face(row, now),
    }


def state_words(row: queries.DisputeRow | queries.HandedRow) -> str:
    """Return the state in words; a closed one says how it ended."""
    if row.state is queries.State.CLOSED and row.outcome is not None:
        return say(queries.OUTCOME_TEXTS[row.outcome])
    return say(queries.STATE_TEXTS[row.state])


def options(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Return words of a list as a form offers them."""
    return [(one.value, say(text)) for one, text in words.items()]
