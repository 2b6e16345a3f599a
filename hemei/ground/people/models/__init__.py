"""Tables of people. What must never be false (no two equal appointments at once) is in the migrations."""

from hemei.ground.people.models.accounts import Account, FormerPassword, PhoneCode, Session
from hemei.ground.people.models.bodies import Appointment, Body, FormerName
from hemei.ground.people.models.committees import Seat, Term
from hemei.ground.people.models.factors import SecondFactor
from hemei.ground.people.models.ownership import Ownership
from hemei.ground.people.models.persons import Person
from hemei.ground.people.models.programs import ProgramKey, ProgramUse
from hemei.ground.people.models.residence import Residence

__all__ = [
    "Account",
    "Appointment",
    "Body",
    "FormerName",
    "FormerPassword",
    "Ownership",
    "Person",
    "PhoneCode",
    "ProgramKey",
    "ProgramUse",
    "Residence",
    "Seat",
    "SecondFactor",
    "Session",
    "Term",
]
