"""Tables of voting."""

from hemei.community.voting.models.assemblies import Assembly, Outcome, Proposal, Support
from hemei.community.voting.models.ballots import Ballot, Vote
from hemei.community.voting.models.calling import CallBack, CalledBallot, CallTry
from hemei.community.voting.models.corrections import CorrectionOrder, Strike
from hemei.community.voting.models.own_rules import OwnRules
from hemei.community.voting.models.paper import Entry, PrintedSheet, PrintRun, Scan, ScanBatch, ScanFile
from hemei.community.voting.models.rolls import OneOwner, Roll, RollCorrection, RollUnit
from hemei.community.voting.models.sheet_objections import SheetObjection
from hemei.community.voting.models.sheets import Sheet
from hemei.community.voting.models.support_sheets import SupportSheet
from hemei.community.voting.models.visits import VisitWitness
from hemei.community.voting.models.voters import (
    AwaitedBinding,
    Letter,
    LetterRun,
    Proxy,
    VisitAsk,
    VoterBinding,
)

__all__ = [
    "Assembly",
    "AwaitedBinding",
    "Ballot",
    "CallBack",
    "CallTry",
    "CalledBallot",
    "CorrectionOrder",
    "Entry",
    "Letter",
    "LetterRun",
    "OneOwner",
    "Outcome",
    "OwnRules",
    "PrintRun",
    "PrintedSheet",
    "Proposal",
    "Proxy",
    "Roll",
    "RollCorrection",
    "RollUnit",
    "Scan",
    "ScanBatch",
    "ScanFile",
    "Sheet",
    "SheetObjection",
    "Strike",
    "Support",
    "SupportSheet",
    "VisitAsk",
    "VisitWitness",
    "Vote",
    "VoterBinding",
]
