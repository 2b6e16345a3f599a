"""Tables of the maintenance fund."""

from hemei.community.funds.models.corrections import Correction
from hemei.community.funds.models.filings import Filing
from hemei.community.funds.models.funds import (
    Distribution,
    Fund,
    Household,
    Interest,
    RenewalNotice,
    UnitTransfer,
)
from hemei.community.funds.models.refunds import Refund
from hemei.community.funds.models.uses import Share, Use

__all__ = [
    "Correction",
    "Distribution",
    "Filing",
    "Fund",
    "Household",
    "Interest",
    "Refund",
    "RenewalNotice",
    "Share",
    "UnitTransfer",
    "Use",
]
