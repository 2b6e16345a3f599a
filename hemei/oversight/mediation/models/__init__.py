"""Tables of mediation. A dispute lies in no place; bodies and mediators are public, as all offices are."""

from hemei.oversight.mediation.models.agreements import Agreement, Instalment, Offer, Signing
from hemei.oversight.mediation.models.bodies import (
    CommitteeMember,
    FoundingMember,
    MediationBody,
    MediationCommittee,
    Mediator,
)
from hemei.oversight.mediation.models.disputes import (
    Dispute,
    DisputeMediator,
    DisputeParty,
    DisputeStep,
    Look,
    Referral,
    Session,
    Warned,
)
from hemei.oversight.mediation.models.papers import AgreementScan, Notice
from hemei.oversight.mediation.models.petitions import (
    AnsweredPattern,
    Petition,
)

__all__ = [
    "Agreement",
    "AgreementScan",
    "AnsweredPattern",
    "CommitteeMember",
    "Dispute",
    "DisputeMediator",
    "DisputeParty",
    "DisputeStep",
    "FoundingMember",
    "Instalment",
    "Look",
    "MediationBody",
    "MediationCommittee",
    "Mediator",
    "Notice",
    "Offer",
    "Petition",
    "Referral",
    "Session",
    "Signing",
    "Warned",
]
