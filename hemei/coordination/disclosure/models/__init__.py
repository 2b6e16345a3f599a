"""Tables of disclosures."""

from hemei.coordination.disclosure.models.disclosures import CalendarEntry, Disclosure, Version
from hemei.coordination.disclosure.models.questions import Question
from hemei.coordination.disclosure.models.risks import Risk, RiskLook

__all__ = ["CalendarEntry", "Disclosure", "Question", "Risk", "RiskLook", "Version"]
