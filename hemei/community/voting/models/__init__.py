"""Tables of voting."""

from hemei.community.voting.models.assemblies import Assembly, Outcome, Proposal, Support
from hemei.community.voting.models.ballots import Ballot, Vote
from hemei.community.voting.models.paper import Entry, PrintedSheet, PrintRun, Scan, ScanBatch, ScanFile
from hemei.community.voting.models.rolls import Roll, RollUnit

__all__ = [
    "Assembly",
    "Ballot",
    "Entry",
    "Outcome",
    "PrintRun",
    "PrintedSheet",
    "Proposal",
    "Roll",
    "RollUnit",
    "Scan",
    "ScanBatch",
    "ScanFile",
    "Support",
    "Vote",
]
