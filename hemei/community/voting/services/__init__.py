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
from hemei.community.voting.services.judging import (
    Confirmed,
    confirm_batch,
    doubt_reading,
    enter_words,
    name_sheet,
    set_aside,
)
from hemei.community.voting.services.printing import (
    PAPER_TASK,
    reprint_sheet,
    set_waiting_runs,
    start_print_run,
)
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
from hemei.community.voting.services.scanning import add_scans, open_batch, read_waiting_scans
from hemei.community.voting.services.sweep import sweep

__all__ = [
    "PAPER_TASK",
    "AgendaItem",
    "AnnulmentDraft",
    "AssemblyDraft",
    "BallotDraft",
    "Confirmed",
    "Correction",
    "add_scans",
    "annul_result",
    "call_assembly",
    "call_off_assembly",
    "cast_ballot",
    "close_assembly",
    "confirm_batch",
    "correct_roll",
    "doubt_reading",
    "enter_words",
    "freeze_roll",
    "judge_assembly",
    "name_sheet",
    "notice_assembly",
    "object_to_roll",
    "open_batch",
    "order_call",
    "propose_assembly",
    "publish_result",
    "read_waiting_scans",
    "reprint_sheet",
    "set_agenda",
    "set_aside",
    "set_waiting_runs",
    "start_print_run",
    "support_proposal",
    "sweep",
    "take_back_support",
]
