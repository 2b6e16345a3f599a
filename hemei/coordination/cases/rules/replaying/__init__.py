"""What ladders would have done to a case that was: its recorded facts, played again by other rules.

What people did stands as recorded: when a department came, when a result was given, who asked for more time
and what was answered, which supervision a body decided. Only what the ladders do by themselves is asked anew:
whether a request was admissible, how far it moved the end, which miss was told to whom and when, which
supervision began and how often it was recalled. What nobody did under the old rules, no replay can know.
"""

from __future__ import annotations

from hemei.coordination.cases.rules.replaying.past import (
    BECAUSE_TEXTS,
    WHAT_TEXTS,
    Past,
    Step,
    What,
    Wish,
    reported_class_of,
    wishes_of,
)
from hemei.coordination.cases.rules.replaying.playing import differing, replayed

__all__ = [
    "BECAUSE_TEXTS",
    "WHAT_TEXTS",
    "Past",
    "Step",
    "What",
    "Wish",
    "differing",
    "replayed",
    "reported_class_of",
    "wishes_of",
]
