"""The writers of deliberation; pages and other apps enter here."""

from hemei.community.deliberation.rules.words import OwnersSide
from hemei.community.deliberation.services.mechanisms import (
    MechanismDraft,
    correct_mechanism,
    end_mechanism,
    establish,
    void_mechanism,
)

__all__ = [
    "MechanismDraft",
    "OwnersSide",
    "correct_mechanism",
    "end_mechanism",
    "establish",
    "void_mechanism",
]
