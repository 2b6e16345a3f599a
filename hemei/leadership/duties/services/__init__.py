"""The writers of duties; pages and other apps enter here."""

from hemei.ground.records.services import Stale
from hemei.leadership.duties.rules.decide import Act
from hemei.leadership.duties.rules.words import ActName, Origin
from hemei.leadership.duties.services.acting import Done, NoSuchDuty, act
from hemei.leadership.duties.services.keeping import are_kept, keep_duties, settle_duties
from hemei.leadership.duties.services.own import OwnDuty, set_own_duty
from hemei.leadership.duties.services.setting import (
    DutyDraft,
    SetDuties,
    foresee_duties,
    limit_to,
    set_duties,
)
from hemei.leadership.duties.services.sweep import recompute_duty, succeed_body, sweep

__all__ = [
    "Act",
    "ActName",
    "Done",
    "DutyDraft",
    "NoSuchDuty",
    "Origin",
    "OwnDuty",
    "SetDuties",
    "Stale",
    "act",
    "are_kept",
    "foresee_duties",
    "keep_duties",
    "limit_to",
    "recompute_duty",
    "set_duties",
    "set_own_duty",
    "settle_duties",
    "succeed_body",
    "sweep",
]
