"""The writers of voting; other apps enter here."""

from hemei.community.voting.services.ballots import BallotDraft, cast_ballot
from hemei.community.voting.services.rolls import Correction, correct_roll, freeze_roll, object_to_roll

__all__ = ["BallotDraft", "Correction", "cast_ballot", "correct_roll", "freeze_roll", "object_to_roll"]
