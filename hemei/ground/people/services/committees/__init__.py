"""Owners' committees: terms and seats, one by one from forms and many from files."""

from hemei.ground.people.services.committees.members import open_office, open_stand_in_office
from hemei.ground.people.services.committees.naming import Named, known_named
from hemei.ground.people.services.committees.seats import (
    Taking,
    Who,
    begin_with_post,
    change_post,
    leave_seat,
    say_party,
    take_seat,
    take_seats,
)
from hemei.ground.people.services.committees.terms import correct_term, end_term, file_term, register_term

__all__ = [
    "Named",
    "Taking",
    "Who",
    "begin_with_post",
    "change_post",
    "correct_term",
    "end_term",
    "file_term",
    "known_named",
    "leave_seat",
    "open_office",
    "open_stand_in_office",
    "register_term",
    "say_party",
    "take_seat",
    "take_seats",
]
