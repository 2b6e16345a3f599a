"""The writers of voting; other apps enter here."""

from hemei.community.voting.rules.assemblies import (
    LONGEST_PUT,
    AgendaItem,
    Moot,
)
from hemei.community.voting.rules.own_rules import Said
from hemei.community.voting.rules.receipts import (
    WrittenBallot,
    WrittenSheet,
)
from hemei.community.voting.rules.roll import Choice
from hemei.community.voting.rules.uploads import MOST_FILES
from hemei.community.voting.services.asking import open_contact, record_call
from hemei.community.voting.services.assemblies import (
    NOTHING_CITED,
    AssemblyDraft,
    Cited,
    call_assembly,
    call_off_assembly,
    notice_assembly,
    set_agenda,
)
from hemei.community.voting.services.by_register import bind_by_register
from hemei.community.voting.services.calling import draw_call_back, widen_call_back
from hemei.community.voting.services.contested import object_to_binding, settle_objection
from hemei.community.voting.services.correcting import answer_correction, correct_roll
from hemei.community.voting.services.court import keep_court_file
from hemei.community.voting.services.decided import Scan, usual_caller
from hemei.community.voting.services.decision_scans import show_decision
from hemei.community.voting.services.interest import prove_interest
from hemei.community.voting.services.judging import (
    Confirmed,
    confirm_batch,
    doubt_reading,
    enter_words,
    name_sheet,
    open_page,
)
from hemei.community.voting.services.lapsing import lapse_item, lapse_proposals
from hemei.community.voting.services.letters import (
    erase_printed_letters,
    send_letter_again,
    set_waiting_letters,
    start_letter_run,
    take_letters,
    use_letter,
)
from hemei.community.voting.services.members_recall import MembersRecall, owe_recall, withdraw_recall
from hemei.community.voting.services.objections import AnswerDraft, answer_objection, object_to_result
from hemei.community.voting.services.one_owner import follow_recognised
from hemei.community.voting.services.orders import (
    OrderDraft,
    answer_order,
    order_correction,
    settle_order,
)
from hemei.community.voting.services.own_proposals import (
    propose_by_phone,
    support_by_phone,
    take_back_by_phone,
)
from hemei.community.voting.services.own_rules import RulesDraft, enter_rules, settle_rules
from hemei.community.voting.services.paper_proxies import (
    PaperProxyDraft,
    enter_paper_proxy,
    say_who_signed,
    settle_paper_proxy,
    withdraw_paper_proxy,
)
from hemei.community.voting.services.printing import (
    PAPER_TASK,
    reprint_sheet,
    set_waiting_runs,
    start_print_run,
)
from hemei.community.voting.services.proposals import (
    ProposalDraft,
    order_call,
    propose_assembly,
)
from hemei.community.voting.services.proxies import (
    give_proxy,
    withdraw_proxy,
)
from hemei.community.voting.services.receipts import print_receipt
from hemei.community.voting.services.results import (
    AnnulmentDraft,
    annul_result,
    close_assembly,
    hold_result,
    judge_assembly,
    note_inspection,
    publish_result,
)
from hemei.community.voting.services.retention import KEEPERS
from hemei.community.voting.services.rights import (
    SheetDraft,
    code_counts,
    may_vote,
)
from hemei.community.voting.services.rolls import (
    Correction,
    freeze_roll,
    object_to_roll,
)
from hemei.community.voting.services.scanning import (
    add_scans,
    open_batch,
    read_waiting_scans,
)
from hemei.community.voting.services.second_clerk import confirm_voter, withdraw_voter
from hemei.community.voting.services.setting_aside import answer_aside, set_aside
from hemei.community.voting.services.sheet_objections import object_to_sheets, settle_sheets
from hemei.community.voting.services.sheets import (
    cast_sheet,
    enter_sheets,
)
from hemei.community.voting.services.signing import SignedAs, SignedDraft
from hemei.community.voting.services.striking import (
    StrikeDraft,
    recount_assembly,
    strike_ballots,
)
from hemei.community.voting.services.support_sheets import (
    Signed,
    enter_support,
    settle_support,
    take_back_support,
)
from hemei.community.voting.services.sweep import (
    sweep,
)
from hemei.community.voting.services.taking import TakenSheet, take_sheet
from hemei.community.voting.services.visits import ask_for_visit, take_back_visit
from hemei.community.voting.services.voters import (
    BindingDraft,
    bind_voter,
    claim_units,
    end_sold,
)
from hemei.community.voting.services.witnessing import answer_visit

__all__ = [
    "KEEPERS",
    "LONGEST_PUT",
    "MOST_FILES",
    "NOTHING_CITED",
    "PAPER_TASK",
    "AgendaItem",
    "AnnulmentDraft",
    "AnswerDraft",
    "AssemblyDraft",
    "BindingDraft",
    "Choice",
    "Cited",
    "Confirmed",
    "Correction",
    "MembersRecall",
    "Moot",
    "OrderDraft",
    "PaperProxyDraft",
    "ProposalDraft",
    "RulesDraft",
    "Said",
    "Scan",
    "SheetDraft",
    "Signed",
    "SignedAs",
    "SignedDraft",
    "StrikeDraft",
    "TakenSheet",
    "WrittenBallot",
    "WrittenSheet",
    "add_scans",
    "annul_result",
    "answer_aside",
    "answer_correction",
    "answer_objection",
    "answer_order",
    "answer_visit",
    "ask_for_visit",
    "bind_by_register",
    "bind_voter",
    "call_assembly",
    "call_off_assembly",
    "cast_sheet",
    "claim_units",
    "close_assembly",
    "code_counts",
    "confirm_batch",
    "confirm_voter",
    "correct_roll",
    "doubt_reading",
    "draw_call_back",
    "end_sold",
    "enter_paper_proxy",
    "enter_rules",
    "enter_sheets",
    "enter_support",
    "enter_words",
    "erase_printed_letters",
    "follow_recognised",
    "freeze_roll",
    "give_proxy",
    "hold_result",
    "judge_assembly",
    "keep_court_file",
    "lapse_item",
    "lapse_proposals",
    "may_vote",
    "name_sheet",
    "note_inspection",
    "notice_assembly",
    "object_to_binding",
    "object_to_result",
    "object_to_roll",
    "object_to_sheets",
    "open_batch",
    "open_contact",
    "open_page",
    "order_call",
    "order_correction",
    "owe_recall",
    "print_receipt",
    "propose_assembly",
    "propose_by_phone",
    "prove_interest",
    "publish_result",
    "read_waiting_scans",
    "record_call",
    "recount_assembly",
    "reprint_sheet",
    "say_who_signed",
    "send_letter_again",
    "set_agenda",
    "set_aside",
    "set_waiting_letters",
    "set_waiting_runs",
    "settle_objection",
    "settle_order",
    "settle_paper_proxy",
    "settle_rules",
    "settle_sheets",
    "settle_support",
    "show_decision",
    "start_letter_run",
    "start_print_run",
    "strike_ballots",
    "support_by_phone",
    "sweep",
    "take_back_by_phone",
    "take_back_support",
    "take_back_visit",
    "take_letters",
    "take_sheet",
    "use_letter",
    "usual_caller",
    "widen_call_back",
    "withdraw_paper_proxy",
    "withdraw_proxy",
    "withdraw_recall",
    "withdraw_voter",
]
