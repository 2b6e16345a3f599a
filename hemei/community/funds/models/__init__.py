"""Tables of the maintenance fund."""

from hemei.community.funds.models.funds import (
    Distribution,
    Fund,
    Household,
    Interest,
    RenewalNotice,
    UnitTransfer,
)
from hemei.community.funds.models.uses import Share, Use

__all__ = ["Distribution", "Fund", "Household", "Interest", "RenewalNotice", "Share", "UnitTransfer", "Use"]
from hemei.community.funds.models.corrections import Correction
from hemei.community.funds.models.funds import Fund, Household, Interest, RenewalNotice, UnitTransfer
from hemei.community.funds.models.uses import Share, Use

__all__ = ["Correction", "Fund", "Household", "Interest", "RenewalNotice", "Share", "UnitTransfer", "Use"]
