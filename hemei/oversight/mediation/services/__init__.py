"""The writers of mediation; pages and later chapters enter here."""

from hemei.oversight.mediation.rules.agreements import Payment
from hemei.oversight.mediation.services.agreements import (
    AgreementDraft,
    draw_up,
    put_into_effect,
    seal_agreement,
    sign_agreement,
)
from hemei.oversight.mediation.services.bodies import (
    add_founders,
    end_founder,
    end_mediator,
    name_committee,
    register_body,
    register_committee,
    register_mediator,
)
from hemei.oversight.mediation.services.clocks import (
    extend_term,
    follow_moved,
    start_clock,
    stop_clock,
    sweep,
)
from hemei.oversight.mediation.services.danger import report_danger
from hemei.oversight.mediation.services.drafts import (
    BodyDraft,
    CommitteeDraft,
    DisputeDraft,
    MediatorDraft,
    MemberDraft,
    PartyDraft,
    SessionDraft,
    TieDraft,
)
from hemei.oversight.mediation.services.ending import (
    close_dispute,
    mark_agreed,
    record_failure,
    reopen_dispute,
    stop_by_party,
)
from hemei.oversight.mediation.services.filing import file_dispute
from hemei.oversight.mediation.services.handling import (
    accept_dispute,
    assign_mediators,
    decline_dispute,
    join_party,
    note_death,
    set_size,
    succeed_party,
)
from hemei.oversight.mediation.services.levels import escalate, send_back
from hemei.oversight.mediation.services.looking import open_file
from hemei.oversight.mediation.services.notices import serve_notice
from hemei.oversight.mediation.services.offers import answer_offer, make_offer, take_back_offer
from hemei.oversight.mediation.services.patterns import (
    answer_pattern,
)
from hemei.oversight.mediation.services.performing import (
    ask_court,
    note_breach,
    note_court,
    note_kept,
    note_payment,
)
from hemei.oversight.mediation.services.petitions import (
    dispute_of_petition,
    link_case,
    settle_repeat,
)
from hemei.oversight.mediation.services.printing import print_agreement
from hemei.oversight.mediation.services.printing_notices import print_notices
from hemei.oversight.mediation.services.referring import refer_case
from hemei.oversight.mediation.services.representing import follow_managers
from hemei.oversight.mediation.services.scans import ScanDraft, add_scan
from hemei.oversight.mediation.services.sessions import (
    RecordDraft,
    call_session,
    cancel_session,
    hold_session,
)
from hemei.oversight.mediation.services.sides import company_party, own_party

__all__ = [
    "AgreementDraft",
    "BodyDraft",
    "CommitteeDraft",
    "DisputeDraft",
    "MediatorDraft",
    "MemberDraft",
    "PartyDraft",
    "Payment",
    "RecordDraft",
    "ScanDraft",
    "SessionDraft",
    "TieDraft",
    "accept_dispute",
    "add_founders",
    "add_scan",
    "answer_offer",
    "answer_pattern",
    "ask_court",
    "assign_mediators",
    "call_session",
    "cancel_session",
    "close_dispute",
    "company_party",
    "decline_dispute",
    "dispute_of_petition",
    "draw_up",
    "end_founder",
    "end_mediator",
    "escalate",
    "extend_term",
    "file_dispute",
    "follow_managers",
    "follow_moved",
    "hold_session",
    "join_party",
    "link_case",
    "make_offer",
    "mark_agreed",
    "name_committee",
    "note_breach",
    "note_court",
    "note_death",
    "note_kept",
    "note_payment",
    "open_file",
    "own_party",
    "print_agreement",
    "print_notices",
    "put_into_effect",
    "record_failure",
    "refer_case",
    "register_body",
    "register_committee",
    "register_mediator",
    "reopen_dispute",
    "report_danger",
    "seal_agreement",
    "send_back",
    "serve_notice",
    "set_size",
    "settle_repeat",
    "sign_agreement",
    "start_clock",
    "stop_by_party",
    "stop_clock",
    "succeed_party",
    "sweep",
    "take_back_offer",
]
