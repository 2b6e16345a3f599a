"""What the pages of elections share: who may come in, days as clocks, words for templates."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from hemei.community.committees.queries.elections.facts import gates_of
from hemei.community.committees.rules import election_words as said
from hemei.community.committees.rules import gates
from hemei.community.committees.rules.clocks import CLOCK_TEXTS
from hemei.community.committees.rules.election_acts import Act, may
from hemei.community.meetings import queries as meetings
from hemei.community.voting import queries as votes
from hemei.ground.people.queries import BASIS_NAMES, PARTY_NAMES
from hemei.kernel.clock import utc_now
from hemei.kernel.workdays import SHANGHAI, shanghai_day
from hemei.ui.words import is_english, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from hemei.community.committees.queries.elections import ElectionPage
    from hemei.kernel.actor import Actor

PAGE, REFUSED = 50, 422
_LAST_MOMENT = time(23, 59, 59)


def entered(request: HttpRequest, *acts: Act) -> Actor:
    """Return the actor if his role may do one of these."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not any(may(actor.role, act).allowed for act in acts):
        raise PermissionDenied
    return actor


def today() -> date:
    """Return today in the city."""
    return shanghai_day(utc_now())


def end_of(day: date | None) -> datetime | None:
    """Return the last moment of a day, for a clock."""
    return datetime.combine(day, _LAST_MOMENT, tzinfo=SHANGHAI) if day else None


def named(item: Any) -> str:
    """Return an item's name in the reader's language."""
    return str(item.name_en if is_english() else item.name)


def options(names: Mapping[Any, str]) -> list[tuple[str, str]]:
    """Return words to choose from."""
    return [(str(word), say(text)) for word, text in names.items()]


def adopts_others(page: ElectionPage) -> bool:
    """Whether the estate's rules of procedure in force adopt other gates than the election goes by."""
    said_now = votes.gates_in_force(page.row.estate_id, today())
    here = gates_of(today()).here.bars
    wanted = said_now.value if said_now is not None and isinstance(said_now.value, list) else []
    return sorted(code for code in wanted if code not in here) != page.row.adopted


def words() -> dict[str, Any]:
    """Return the words that templates of elections need."""
    return {
        "kinds": said.KIND_TEXTS,
        "states": said.STATE_TEXTS,
        "tones": said.STATE_TONES,
        "sides": said.SIDE_TEXTS,
        "sources": said.SOURCE_TEXTS,
        "standings": said.STANDING_TEXTS,
        "standing_tones": said.STANDING_TONES,
        "results": said.RESULT_TEXTS,
        "abouts": said.ABOUT_TEXTS,
        "receivers": said.RECEIVER_TEXTS,
        "filings": said.FILING_TEXTS,
        "filing_tones": said.FILING_TONES,
        "resolutions": said.RESOLUTION_TEXTS,
        "clock_names": CLOCK_TEXTS,
        "meeting_states": meetings.STATE_TEXTS,
        "meeting_tones": meetings.STATE_TONES,
        "answers": gates.ANSWER_TEXTS,
        "answer_tones": gates.ANSWER_TONES,
        "bys": gates.BY_TEXTS,
        "parties": options(PARTY_NAMES),
        "bases": options(BASIS_NAMES),
        "named": named,
        "end_of": end_of,
    }
