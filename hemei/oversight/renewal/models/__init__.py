"""Tables of renewal. All stand behind walls, in the stream of the estate they are about."""

from hemei.oversight.renewal.models.estates import ModeDecision, Survey
from hemei.oversight.renewal.models.projects import ProjectStage, RenovationProject
from hemei.oversight.renewal.models.serving import BasicService, EmergencyService

__all__ = [
    "BasicService",
    "EmergencyService",
    "ModeDecision",
    "ProjectStage",
    "RenovationProject",
    "Survey",
]
