"""A vote of the showcase is called back these days: most voters confirmed, some are still to be asked.

Among the homes that were drawn some voted by written proxy; of one the owner and the holder answered already.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hemei.community.voting import queries as voting_now
from hemei.community.voting import services as voting
from hemei.ground.records import services as records
from hemei.kernel.workdays import shanghai_day
from hemei.project.demonstration.elections import desks_of
from hemei.project.demonstration.people import Bodies, People, showcase
from hemei.project.demonstration.places import Ground
from hemei.project.demonstration.progress import Progress
from hemei.project.demonstration.votes import colleague

_AGO = timedelta(days=4)
_LEFT = 2  # homes nobody has called yet, besides those that voted by proxy


def write_call_back(
    *, now: datetime, ground: Ground, bodies: Bodies, people: People, progress: Progress
) -> None:
    """Draw the last vote on the fund by the checkpoint of these weeks, and ask; whoever entered it asks nobody."""
    show, at = showcase(ground), now - _AGO
    clerk = desks_of(show, bodies, people).clerk
    caller = colleague(clerk, shanghai_day(at))
    with progress.stage("回访 call-back", 1, "vote") as stage, records.acting(clerk):
        votes = voting_now.passed_votes(show.row.id, "use_maintenance_fund", actor=clerk)
        for vote in [one for one in votes if one.published][:1]:
            drawn = voting.draw_call_back(actor=clerk, now=at, vote_id=vote.id)
            rows = voting_now.called_rows(drawn, actor=caller, now=at)
            proxied = [row for row in rows if row.cast_as == "proxy"]
            plain = [row for row in rows if row.question == "vote"]
            for place, row in enumerate([*proxied[:1], *plain[:-_LEFT]]):
                then = at + timedelta(hours=3, minutes=12 * place)
                if row.question == "right":
                    voting.record_call(actor=caller, now=then, called_id=row.id, said="given")
                voting.record_call(actor=caller, now=then, called_id=row.id, said="for")
        stage.step()
