"""The readers of the maintenance fund; other apps enter here."""

from hemei.community.funds.queries.facts import (
    FundFacts,
    HouseholdFacts,
    Spent,
    fund_facts,
    household_facts,
    year_of,
)
from hemei.community.funds.queries.funds import (
    STATES,
    FundFilter,
    FundRow,
    all_funds,
    fund_of,
    funds,
    funds_without_interest,
)
from hemei.community.funds.rules.acts import Act, may, may_check

__all__ = [
    "STATES",
    "Act",
    "FundFacts",
    "FundFilter",
    "FundRow",
    "HouseholdFacts",
    "Spent",
    "all_funds",
    "fund_facts",
    "fund_of",
    "funds",
    "funds_without_interest",
    "household_facts",
    "may",
    "may_check",
    "year_of",
]
