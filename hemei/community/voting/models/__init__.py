"""Tables of voting."""

from hemei.community.voting.models.assemblies import Assembly, Outcome, Proposal, Support
from hemei.community.voting.models.ballots import Ballot, Vote
from hemei.community.voting.models.rolls import Roll, RollUnit

__all__ = ["Assembly", "Ballot", "Outcome", "Proposal", "Roll", "RollUnit", "Support", "Vote"]
