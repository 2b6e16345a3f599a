"""Tables of committees."""

from hemei.community.committees.models.life import Handover, HandoverItem, OwnersReport, Recall, Training
from hemei.community.committees.models.standing_in import StandIn, StandInMember

__all__ = ["Handover", "HandoverItem", "OwnersReport", "Recall", "StandIn", "StandInMember", "Training"]
