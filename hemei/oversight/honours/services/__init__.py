"""The writers of honours; pages and other apps enter here."""

from hemei.oversight.honours.services.keeping import RecheckDraft, recheck, withdraw
from hemei.oversight.honours.services.nominating import NominationDraft, nominate, take_back
from hemei.oversight.honours.services.planning import TargetDraft, set_targets
from hemei.oversight.honours.services.posting import (
    answer_objection,
    object_to,
    post_nominations,
    publish_nominations,
)
from hemei.oversight.honours.services.reviewing import Session, Verdict, Visit, hold_review, record_visit

__all__ = [
    "NominationDraft",
    "RecheckDraft",
    "Session",
    "TargetDraft",
    "Verdict",
    "Visit",
    "answer_objection",
    "hold_review",
    "nominate",
    "object_to",
    "post_nominations",
    "publish_nominations",
    "recheck",
    "record_visit",
    "set_targets",
    "take_back",
    "withdraw",
]
