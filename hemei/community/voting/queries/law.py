"""By which day's rules a vote is counted, and by which of the estate's own: the one place where both are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Q

from hemei.community.voting.models import OwnRules, Roll
from hemei.community.voting.rules.own_rules import (
    NONE,
    Laws,
    Own,
    RulesState,
    effective,
    overlaid,
    own_of,
    says_of,
)
from hemei.community.voting.rules.procedure_standard import AssemblyProcedure
from hemei.community.voting.rules.standards import (
    Matter,
    MatterCode,
    OwnerMatters,
    PaperBallots,
    VoteCounting,
    VoteTrust,
)
from hemei.community.voting.rules.voter_proof import VoterProof
from hemei.ground.records import queries as record

if TYPE_CHECKING:
    from hemei.community.voting.models import Outcome
    from hemei.community.voting.queries.assemblies import OutcomeRow

GATES = "election-gates"


def matter_on(code: str, day: date) -> Matter:
    """Return the shares a matter needs, by the law of the day of the decision."""
    return record.standards().find("owner-matters", OwnerMatters, on=day).of(cast("MatterCode", code))


def laws_on(day: date) -> Laws:
    """Return what rules of procedure are held against on a day."""
    library = record.standards()
    standards = {
        "vote-counting": library.find("vote-counting", VoteCounting, on=day),
        "vote-trust": library.find("vote-trust", VoteTrust, on=day),
        "voter-proof": library.find("voter-proof", VoterProof, on=day),
        "assembly-procedure": library.find("assembly-procedure", AssemblyProcedure, on=day),
        "paper-ballots": library.find("paper-ballots", PaperBallots, on=day),
    }
    known = library.in_force(GATES, on=day)  # the shape is a later app's
    gates: Any = known.content.gate if known is not None else ()
    return Laws(standards, {one.code: one for one in gates}, matter_on("rules_of_procedure", day).clause)


def in_force(estate_id: int, day: date) -> OwnRules | None:
    """Return the rules of procedure of an estate that are in force on a day."""
    rows = OwnRules.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=day), estate_id=estate_id, valid_from__lte=day,
        state=RulesState.CONFIRMED, fallen_on=None,
    )  # fmt: skip
    return rows.first()


def own_on(estate_id: int, day: date) -> Own:
    """Return what an estate's own rules of procedure say on a day, as far as law leaves it to them."""
    row = in_force(estate_id, day)
    return (
        effective(Own(row.pk, row.valid_from, says_of(row.says)), laws_on(day)) if row is not None else NONE
    )


def counting_on(estate_id: int, day: date) -> VoteCounting:
    """Return how a vote of an estate would be counted if its roll were frozen on a day."""
    return told_counting(day, own_on(estate_id, day))


def told_counting(noticed_on: date, own: Own) -> VoteCounting:
    """Return how the voters of a notice were told they are counted."""
    return overlaid(
        record.standards().find("vote-counting", VoteCounting, on=noticed_on), "vote-counting", own
    )


def counting_of(roll: Roll) -> VoteCounting:
    """Return how the ballots of a roll are counted: as its voters were told, by the rules frozen with it."""
    return told_counting(roll.noticed_on, own_of(roll.own))


def counting_at(noticed_on: date, decided_on: date, own: Own) -> VoteCounting:
    """Return how a vote is counted: whose area and heads by the law of the day of the decision.

    What rules of procedure choose stays as the voters were told by the notice: by it heads were numbered when the roll
    was frozen, and one of two ballots of a unit stood as soon as it came in.
    """
    told = told_counting(noticed_on, own)
    law = record.standards().find("vote-counting", VoteCounting, on=decided_on)
    return replace(
        law, same_owners=told.same_owners, mixed_choice=told.mixed_choice, spoiled_ballots=told.spoiled_ballots,
        silent_owners=told.silent_owners, parking_spaces=told.parking_spaces, double_ballots=told.double_ballots,
        unknown_delivery=told.unknown_delivery,
    )  # fmt: skip


def trust_of(roll: Roll) -> VoteTrust:
    """Return what is published of the votes of a roll."""
    found = record.standards().find("vote-trust", VoteTrust, on=roll.noticed_on)
    return overlaid(found, "vote-trust", own_of(roll.own))


def proof_of(roll: Roll) -> VoterProof:
    """Return how it is shown who votes for the units of a roll, and for how many one person may."""
    found = record.standards().find("voter-proof", VoterProof, on=roll.noticed_on)
    return overlaid(found, "voter-proof", own_of(roll.own))


def proof_on(estate_id: int, day: date) -> VoterProof:
    """Return how it is shown on a day who votes for a unit of an estate: what is bound outlives a vote."""
    found = record.standards().find("voter-proof", VoterProof, on=day)
    return overlaid(found, "voter-proof", own_on(estate_id, day))


def paper_by(own: Own, day: date) -> PaperBallots:
    """Return how paper is called back by the standard of a day and an estate's own rules."""
    return overlaid(record.standards().find("paper-ballots", PaperBallots, on=day), "paper-ballots", own)


def procedure_by(own: Own, day: date) -> AssemblyProcedure:
    """Return how an assembly is held by the standard of a day and an estate's own rules."""
    found = record.standards().find("assembly-procedure", AssemblyProcedure, on=day)
    return overlaid(found, "assembly-procedure", own)


def law_day(row: Outcome | OutcomeRow) -> date:
    """Return the day whose law an outcome was judged by; before November 2026 it was that of the notice."""
    return row.decided_on or row.noticed_on
