"""Who prepares an election and who stands in it. Names, declarations and Party membership are vault rows."""

from __future__ import annotations

from django.db import models

from hemei.community.committees.rules.election_words import Result, Side, Source, Standing


class PreparatoryGroup(models.Model):
    """The preparatory group 筹备组 of an election, set up by the street; its posting was entered on `entered_on`."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    election = models.OneToOneField("committees.Election", models.PROTECT, related_name="group")
    formed_on = models.DateField()
    post_due_on = models.DateField()
    posted_on = models.DateField(null=True)
    entered_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"group of {self.election_id}"


class GroupMember(models.Model):
    """A member of a preparatory group; `person` is known where he is an owner of the register."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    group = models.ForeignKey("committees.PreparatoryGroup", models.PROTECT, related_name="members")
    side = models.TextField(choices=[(side.value, side.value) for side in Side])
    chair = models.BooleanField(default=False)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    name_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.side} in {self.group_id}"


class WorkDone(models.Model):
    """A piece of the group's work, posted in the estate; a draft that was posted is kept as a file of the stream."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    election = models.ForeignKey("committees.Election", models.PROTECT, related_name="works")
    code = models.TextField()
    posted_on = models.DateField()
    note_id = models.BigIntegerField(null=True)
    file_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="committees_workdone_once")]

    def __str__(self) -> str:
        return f"{self.code} of {self.election_id}"


class Candidate(models.Model):
    """Somebody who stands 候选人: how he came, what the gates say, what the count made of him.

    `findings` keeps, by gate, the answer, where it was read and the standard's day, so that a refusal explains
    itself for ever. `declared_id` is what he said of himself, `party_id` what of Party membership, `party_basis` on
    whose word. `annulled` says that the vote which elected him was annulled.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    election = models.ForeignKey("committees.Election", models.PROTECT, related_name="candidates")
    number = models.SmallIntegerField()
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    account_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    building = models.TextField(blank=True, default="")
    source = models.TextField(choices=[(source.value, source.value) for source in Source])
    standing = models.TextField(choices=[(standing.value, standing.value) for standing in Standing])
    name_id = models.BigIntegerField()
    statement_id = models.BigIntegerField(null=True)
    declared_id = models.BigIntegerField(null=True)
    party_id = models.BigIntegerField(null=True)
    party_basis = models.TextField(blank=True, default="")
    findings = models.JSONField(default=list)
    registered_on = models.DateField()
    checked_on = models.DateField(null=True)
    by_objection = models.BooleanField(default=False)
    vote_id = models.BigIntegerField(null=True)
    passed = models.BooleanField(null=True)
    heads = models.IntegerField(null=True)
    area_dm2 = models.BigIntegerField(null=True)
    place = models.SmallIntegerField(null=True)
    by_lot = models.BooleanField(default=False)
    result = models.TextField(blank=True, default="", choices=[(one.value, one.value) for one in Result])
    annulled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "person"], name="committees_candidate_once"),
            models.CheckConstraint(
                condition=models.Q(party_id=None) | ~models.Q(party_basis=""),
                name="committees_candidate_party_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"candidate {self.number} of {self.election_id}"
