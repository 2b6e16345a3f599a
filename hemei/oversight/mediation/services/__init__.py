"""The writers of mediation; pages and later chapters enter here."""

from hemei.oversight.mediation.services.bodies import (
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

__all__ = [
    "BodyDraft",
    "CommitteeDraft",
    "DisputeDraft",
    "MediatorDraft",
    "MemberDraft",
    "PartyDraft",
    "SessionDraft",
    "TieDraft",
    "accept_dispute",
    "assign_mediators",
    "close_dispute",
    "decline_dispute",
    "end_mediator",
    "escalate",
    "extend_term",
    "file_dispute",
    "follow_moved",
    "join_party",
    "mark_agreed",
    "name_committee",
    "note_death",
    "record_failure",
    "register_body",
    "register_committee",
    "register_mediator",
    "reopen_dispute",
    "report_danger",
    "send_back",
    "set_size",
    "start_clock",
    "stop_by_party",
    "stop_clock",
    "succeed_party",
    "sweep",
]
