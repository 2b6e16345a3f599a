"""The writers of cases; pages and other apps enter here."""

from hemei.coordination.cases.rules import acts
from hemei.coordination.cases.rules.words import Channel
from hemei.coordination.cases.services.acting import Done, NoSuchCase, act, act_as_system
from hemei.coordination.cases.services.auditing import read_for_audit
from hemei.coordination.cases.services.bulk import Told, ToldAct, write_stories
from hemei.coordination.cases.services.calling import call_again, tell_caller
from hemei.coordination.cases.services.capture import Opened, open_capture
from hemei.coordination.cases.services.contact import open_contact
from hemei.coordination.cases.services.filed import Filed, Filing, rows_of_cases
from hemei.coordination.cases.services.follow import (
    CODE_MINUTES,
    check_follow_code,
    claim_cases,
    send_follow_code,
    send_stop_code,
    stop_texts,
)
from hemei.coordination.cases.services.kinds import train_kinds
from hemei.coordination.cases.services.likeness import answer_alike, mark_alike
from hemei.coordination.cases.services.lines import (
    change_line,
    decline_line,
    issue_lines,
    try_lines,
)
from hemei.coordination.cases.services.looking import (
    Marked,
    keep_shown,
    mark_all_pictures,
    mark_pictures,
    mark_reported,
    shown_before,
)
from hemei.coordination.cases.services.lots import advance_lots, fix_lots
from hemei.coordination.cases.services.papers import (
    addressees,
    keep_scan,
    make_paper,
    serve_paper,
    template_of,
    withdraw_paper,
)
from hemei.coordination.cases.services.patterns import raise_pattern
from hemei.coordination.cases.services.report import LooksReported, Report, report
from hemei.coordination.cases.services.retention import KEEPERS
from hemei.coordination.cases.services.sources import forget_sources
from hemei.coordination.cases.services.supporting import Support, stop_support, support_case
from hemei.coordination.cases.services.sweep import recompute_case, succeed_body, sweep
from hemei.coordination.cases.services.trials import (
    TRIAL_TASK,
    begin_trial,
    ladders_of,
    play_trials,
    stop_trial,
)
from hemei.coordination.cases.services.visits import (
    Invited,
    end_visit,
    invitable,
    join_visit,
    record_finding,
    set_visit,
    succeed_visits,
)
from hemei.coordination.cases.services.writing import SEARCHED
from hemei.ground.records.services import Stale

__all__ = [
    "CODE_MINUTES",
    "KEEPERS",
    "SEARCHED",
    "TRIAL_TASK",
    "Channel",
    "Done",
    "Filed",
    "Filing",
    "Invited",
    "LooksReported",
    "Marked",
    "NoSuchCase",
    "Opened",
    "Report",
    "Stale",
    "Support",
    "Told",
    "ToldAct",
    "act",
    "act_as_system",
    "acts",
    "addressees",
    "advance_lots",
    "answer_alike",
    "begin_trial",
    "call_again",
    "change_line",
    "check_follow_code",
    "claim_cases",
    "decline_line",
    "end_visit",
    "fix_lots",
    "forget_sources",
    "invitable",
    "issue_lines",
    "join_visit",
    "keep_scan",
    "keep_shown",
    "ladders_of",
    "make_paper",
    "mark_alike",
    "mark_all_pictures",
    "mark_pictures",
    "mark_reported",
    "open_capture",
    "open_contact",
    "play_trials",
    "raise_pattern",
    "read_for_audit",
    "recompute_case",
    "record_finding",
    "report",
    "rows_of_cases",
    "send_follow_code",
    "send_stop_code",
    "serve_paper",
    "set_visit",
    "shown_before",
    "stop_support",
    "stop_texts",
    "stop_trial",
    "succeed_body",
    "succeed_visits",
    "support_case",
    "sweep",
    "tell_caller",
    "template_of",
    "train_kinds",
    "try_lines",
    "withdraw_paper",
    "write_stories",
]
