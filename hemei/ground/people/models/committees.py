"""Terms of owners' committees and who held which seat; the committee itself is a body of its estate."""

from __future__ import annotations

from django.db import models

from hemei.ground.people.rules.committee_words import PartyBasis, Post, SeatEnd, TermEnd, TermKind


class Term(models.Model):
    """A term 届次 of a committee, its agreed end excluded; `ended_on` is the day it really ended if earlier.

    One that was ended before it began ends on its first day: it never ran, and nothing but its own page shows it.

    `stream` is the estate's: whoever sees an estate sees its committee's terms. `tallies` are rows of day, seats
    held, of them Party members, of them nobody said, from each day of change; counted by the service that changes
    a seat, so that a figure opens nothing. `elected_by` is the stream of the election that brought it: nobody takes a
    seat of such a term but by an election, or as its reserve.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="terms")
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in TermKind])
    ordinal = models.SmallIntegerField(null=True)
    seats = models.SmallIntegerField()
    elected_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True, default="", choices=[(end.value, end.value) for end in TermEnd])
    filed_on = models.DateField(null=True)
    filing_number = models.TextField(blank=True, default="")
    tallies = models.JSONField(default=list)
    elected_by = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="people_term_period",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None)
                | models.Q(ended_on__gte=models.F("valid_from"))
                & (models.Q(valid_until=None) | models.Q(ended_on__lte=models.F("valid_until"))),
                name="people_term_ended",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__gte=models.F("elected_on"), seats__gt=0),
                name="people_term_elected",
            ),
        ]

    def __str__(self) -> str:
        return f"term of body {self.body_id} from {self.valid_from}"


class Seat(models.Model):
    """Who held a seat 席位 of a term, and when; without an end, to the end of the term.

    One that was resigned before it began ends on its first day: it was never held. Members and reserves are numbered
    apart. `appointment` is the office in the platform it opened; `party_id` is a
    vault row, `party_basis` on whose word it stands.
    `stream` is the person's: whoever may see an estate through its own stream does not see who sits there.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    term = models.ForeignKey("people.Term", models.PROTECT, related_name="held")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    post = models.TextField(choices=[(post.value, post.value) for post in Post])
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    end_reason = models.TextField(blank=True, default="", choices=[(end.value, end.value) for end in SeatEnd])
    appointment = models.ForeignKey("people.Appointment", models.PROTECT, null=True, related_name="+")
    party_id = models.BigIntegerField(null=True)
    party_basis = models.TextField(blank=True, default="", choices=[(b.value, b.value) for b in PartyBasis])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gt=models.F("valid_from"))
                | models.Q(
                    valid_until=models.F("valid_from"),
                    end_reason__in=[SeatEnd.TERM_ENDED.value, SeatEnd.RESIGNED.value],
                ),
                name="people_seat_period",
            ),
            models.CheckConstraint(
                condition=models.Q(party_id=None) | ~models.Q(party_basis=""), name="people_seat_party_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"seat {self.number} of term {self.term_id} by person {self.person_id}"
