"""Tables of renewal. All stand behind walls, in the stream of the estate they are about."""

from hemei.oversight.renewal.models.estates import ModeDecision, Survey
from hemei.oversight.renewal.models.packages import (
    Barrier,
    BidderSheet,
    Package,
    PackageEstate,
    PackagePlan,
)
from hemei.oversight.renewal.models.projects import ProjectStage, RenovationProject
from hemei.oversight.renewal.models.serving import BasicService, EmergencyService

__all__ = [
    "Barrier",
    "BasicService",
    "BidderSheet",
    "EmergencyService",
    "ModeDecision",
    "Package",
    "PackageEstate",
    "PackagePlan",
    "ProjectStage",
    "RenovationProject",
    "Survey",
]
