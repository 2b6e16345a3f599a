"""Tables of assessment. All stand behind walls; what persons wrote lies in the vault."""

from hemei.oversight.assessment.models.rounds import (
    Assessor,
    CheckFrequency,
    Consequence,
    Entry,
    Mark,
    MarkObjection,
    Round,
)

__all__ = ["Assessor", "CheckFrequency", "Consequence", "Entry", "Mark", "MarkObjection", "Round"]
