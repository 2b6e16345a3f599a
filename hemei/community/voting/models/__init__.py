"""Tables of voting."""

from hemei.community.voting.models.ballots import Ballot, Vote
from hemei.community.voting.models.rolls import Roll, RollUnit

__all__ = ["Ballot", "Roll", "RollUnit", "Vote"]
