"""Readers of voting; other apps enter here."""

from hemei.community.voting.queries.assemblies import (
    AssemblyFilter,
    AssemblyRow,
    OutcomeRow,
    VoteRow,
    all_assemblies,
    assemblies,
    assembly,
    outcomes,
    votes_of,
)
from hemei.community.voting.queries.rolls import (
    Candidacy,
    RollEntry,
    RollRow,
    candidacies,
    roll_entries,
    roll_units,
    rolls,
)
from hemei.community.voting.queries.sums import VoteSums, vote_sums

__all__ = [
    "AssemblyFilter",
    "AssemblyRow",
    "Candidacy",
    "OutcomeRow",
    "RollEntry",
    "RollRow",
    "VoteRow",
    "VoteSums",
    "all_assemblies",
    "assemblies",
    "assembly",
    "candidacies",
    "outcomes",
    "roll_entries",
    "roll_units",
    "rolls",
    "vote_sums",
    "votes_of",
]
