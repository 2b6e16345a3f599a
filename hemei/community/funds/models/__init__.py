"""Tables of the maintenance fund."""

from hemei.community.funds.models.funds import Fund, Household, Interest, RenewalNotice, UnitTransfer
from hemei.community.funds.models.uses import Share, Use

__all__ = ["Fund", "Household", "Interest", "RenewalNotice", "Share", "UnitTransfer", "Use"]
