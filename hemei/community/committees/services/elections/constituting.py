"""The committee's first meeting chooses chair and vice-chairs; the seals are noted once they are engraved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hemei.community.committees.models import Election
from hemei.community.committees.queries.elections.facts import rules_of
from hemei.community.committees.rules import electing
from hemei.community.committees.rules.election_acts import Act
from hemei.community.committees.rules.election_words import ElectionState
from hemei.community.committees.services.elections.deciding import system_at
from hemei.community.committees.services.elections.shared import at_election, demand, moved, tell
from hemei.ground.people import queries as people
from hemei.ground.people import services as people_services
from hemei.ground.people.queries import Post
from hemei.ground.records import services as records
from hemei.kernel.actor import Actor
from hemei.kernel.decision import Refused, mark
from hemei.kernel.workdays import shanghai_day


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstMeeting:
    """What the first meeting came to; all are numbers of seats."""

    held_on: date
    present: Sequence[int]
    chair: int
    vices: Sequence[int] = ()


def constitute(*, actor: Actor, now: datetime, election_id: int, meeting: FirstMeeting) -> None:
    """Record the first meeting, held within seven days of the election; late is late, and not barred.

    Raises:
        Refused: too few were there, or those chosen are no members.
    """
    today = shanghai_day(now)
    with at_election(actor, Act.CONSTITUTE, election_id, "constitute", now) as election:
        if election.constituted_on is not None:
            raise Refused.because(mark("首次会议已经登记"), code="held")
        seats = people.members_of(election.term_id or 0, on=max(today, election.elected_on or today))
        since = min((one.valid_from for one in seats), default=today)
        references = demand(
            electing.may_constitute(
                held_on=meeting.held_on, elected_on=election.elected_on or today, today=today,
                present=meeting.present, members=[one.seat_id for one in seats], chair=meeting.chair,
                vices=meeting.vices, rules=rules_of(today), seated_since=since,
            )
        )  # fmt: skip
        _choose(election, meeting, since, now)
        with records.acting(actor):
            state = ElectionState.DONE if election.filed_on else ElectionState(election.state)
            moved(election, state, constituted_on=meeting.held_on)
            late = election.constitute_due_on is not None and meeting.held_on > election.constitute_due_on
            data = {
                "held_on": meeting.held_on.isoformat(), "present": len(set(meeting.present)), "late": late,
                "chair": meeting.chair, "vices": list(meeting.vices),
            }  # fmt: skip
            tell(actor, now, election, "committees.officers_chosen", data, references)


def _choose(election: Election, meeting: FirstMeeting, since: date, now: datetime) -> None:
    """Let the seats change their posts; a post cannot change on the very day a seat begins."""
    day = max(meeting.held_on, since + timedelta(days=1))
    posts = {meeting.chair: Post.CHAIR, **dict.fromkeys(meeting.vices, Post.VICE_CHAIR)}
    for seat, post in posts.items():
        people_services.change_post(
            actor=system_at(election.scope), now=now, seat_id=seat, post=post, day=day
        )


def note_seals(*, actor: Actor, now: datetime, election_id: int, day: date) -> None:
    """Note that the police engraved the seals on the certificate of filing (guidance rules, article 34)."""
    with at_election(actor, Act.CONSTITUTE, election_id, "", now) as election:
        if election.filed_on is None or not election.filed_on <= day <= shanghai_day(now):
            raise Refused.because(
                mark("印章凭备案证明刻制，日期应在备案以后、不晚于今天"), field="day", code="bad_day"
            )
        election.seals_noted_on = day
        election.save(update_fields=["seals_noted_on"])
        tell(actor, now, election, "committees.seals_engraved", {"day": day.isoformat()})
