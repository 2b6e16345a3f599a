"""The readers of joint accounts; other apps enter here."""

from hemei.community.purses.queries.accounts import (
    AccountRow,
    AgreementRow,
    SignatoryRow,
    account,
    account_of,
    accounts,
    agreement_in_force,
    agreements_of,
    all_accounts,
    shown_number,
    signatories_of,
)
from hemei.community.purses.queries.matching import LineRow, lines_of, proposals

__all__ = [
    "AccountRow",
    "AgreementRow",
    "LineRow",
    "SignatoryRow",
    "account",
    "account_of",
    "accounts",
    "agreement_in_force",
    "agreements_of",
    "all_accounts",
    "lines_of",
    "proposals",
    "shown_number",
    "signatories_of",
]
