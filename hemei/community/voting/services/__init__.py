"""The writers of voting; other apps enter here."""

from hemei.community.voting.rules.assemblies import AgendaItem
from hemei.community.voting.services.assemblies import (
    AssemblyDraft,
    call_assembly,
    call_off_assembly,
    notice_assembly,
    set_agenda,
)
from hemei.community.voting.services.ballots import BallotDraft, cast_ballot
from hemei.community.voting.services.proposals import (
    order_call,
    propose_assembly,
    support_proposal,
    take_back_support,
)
from hemei.community.voting.services.results import (
    AnnulmentDraft,
    annul_result,
    close_assembly,
    judge_assembly,
    publish_result,
)
from hemei.community.voting.services.rolls import Correction, correct_roll, freeze_roll, object_to_roll
from hemei.community.voting.services.sweep import sweep

__all__ = [
    "AgendaItem",
    "AnnulmentDraft",
    "AssemblyDraft",
    "BallotDraft",
    "Correction",
    "annul_result",
    "call_assembly",
    "call_off_assembly",
    "cast_ballot",
    "close_assembly",
    "correct_roll",
    "freeze_roll",
    "judge_assembly",
    "notice_assembly",
    "object_to_roll",
    "order_call",
    "propose_assembly",
    "publish_result",
    "set_agenda",
    "support_proposal",
    "sweep",
    "take_back_support",
]
