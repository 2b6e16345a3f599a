"""The writers of credit; pages and other apps enter here."""

from hemei.oversight.credit.rules.words import Source
from hemei.oversight.credit.services.bidders import weigh_bidders
from hemei.oversight.credit.services.exchange import Replied, answer_query, take_penalty
from hemei.oversight.credit.services.filing import BasicDraft, file_basic
from hemei.oversight.credit.services.lines import LineDraft, confirm_line, propose_line, refuse_line
from hemei.oversight.credit.services.objections import (
    decide_line_objection,
    extend_decision,
    object_to_line,
)
from hemei.oversight.credit.services.repairs import ask_repair, decide_repair
from hemei.oversight.credit.services.reports import REPORTS_TASK, make_report, print_waiting
from hemei.oversight.credit.services.settling import Settled, settle_year

__all__ = [
    "REPORTS_TASK",
    "BasicDraft",
    "LineDraft",
    "Replied",
    "Settled",
    "Source",
    "answer_query",
    "ask_repair",
    "confirm_line",
    "decide_line_objection",
    "decide_repair",
    "extend_decision",
    "file_basic",
    "make_report",
    "object_to_line",
    "print_waiting",
    "propose_line",
    "refuse_line",
    "settle_year",
    "take_penalty",
    "weigh_bidders",
]
