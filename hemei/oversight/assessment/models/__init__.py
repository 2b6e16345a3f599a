"""Tables of assessment. All stand behind walls; what persons wrote lies in the vault."""

from hemei.oversight.assessment.models.kit import (
    AssessmentContract,
    RoundAgreement,
    Sample,
    SampledProject,
    Survey,
    SurveyTally,
    SurveyUnit,
    Visit,
    VisitMark,
    VisitPhoto,
)
from hemei.oversight.assessment.models.rounds import (
    Assessor,
    CheckFrequency,
    Consequence,
    Entry,
    Mark,
    MarkObjection,
    Round,
)

__all__ = [
    "AssessmentContract",
    "Assessor",
    "CheckFrequency",
    "Consequence",
    "Entry",
    "Mark",
    "MarkObjection",
    "Round",
    "RoundAgreement",
    "Sample",
    "SampledProject",
    "Survey",
    "SurveyTally",
    "SurveyUnit",
    "Visit",
    "VisitMark",
    "VisitPhoto",
]
