"""What is put to the vote, and the ballots, which are only ever added."""

from __future__ import annotations

from django.db import models

from hemei.community.voting.rules.roll import CHOICES
from hemei.community.voting.rules.standards import MATTER_CODES


class Vote(models.Model):
    """One matter put to the vote of a roll; the notice fixes them, none is added later.

    Votes of one `group` compete: a sheet agrees to at most `seats` of them; those who pass take the seats and then the
    `reserves`, most of `ranks_by` first. A candidate is a person, and so is a
    member who is to be recalled; his name stands in the vault. `record` is the stream of what it was put to the
    owners from, `spends_fen` the most of the common money it lets be spent.
    """

    id = models.BigAutoField(primary_key=True)
    roll = models.ForeignKey("voting.Roll", models.PROTECT, related_name="votes", db_index=False)
    number = models.SmallIntegerField()
    matter = models.TextField()
    title = models.TextField(default="")
    group = models.TextField(default="")
    seats = models.SmallIntegerField(null=True)
    candidate_id = models.BigIntegerField(null=True)
    recalled_id = models.BigIntegerField(null=True)
    reserves = models.SmallIntegerField(default=0, db_default=0)
    ranks_by = models.TextField(default="heads", db_default="heads")
    record = models.TextField(blank=True, default="", db_default="")
    spends_fen = models.BigIntegerField(null=True)
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="voting_vote_once"),
            models.CheckConstraint(
                condition=models.Q(matter__in=sorted(MATTER_CODES)), name="voting_vote_matter"
            ),
            models.CheckConstraint(
                condition=models.Q(candidate_id=None) | models.Q(recalled_id=None), name="voting_vote_person"
            ),
            models.CheckConstraint(
                condition=models.Q(reserves__gte=0, ranks_by__in=["area", "heads"]), name="voting_vote_places"
            ),
            models.CheckConstraint(
                condition=models.Q(spends_fen=None)
                | models.Q(spends_fen__gt=0, candidate_id=None, recalled_id=None),
                name="voting_vote_spends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"


class Ballot(models.Model):
    """A ballot 选票. The one of its unit that counts is `standing`; another may take its place, no more changes.

    One that was `struck` by a decision stays as it came and never stands again; one it had displaced may.
    """

    id = models.BigAutoField(primary_key=True)
    vote = models.ForeignKey("voting.Vote", models.PROTECT, related_name="ballots", db_index=False)
    roll_unit = models.ForeignKey("voting.RollUnit", models.PROTECT, related_name="ballots", db_index=False)
    sheet = models.ForeignKey("voting.Sheet", models.PROTECT, related_name="ballots")
    received_at = models.DateTimeField()
    area_dm2 = models.IntegerField()
    head = models.IntegerField()
    several = models.BooleanField()
    valid = models.BooleanField()
    standing = models.BooleanField()
    struck = models.BooleanField(default=False, db_default=False)
    choice = models.TextField()
    channel = models.TextField()
    scope = models.TextField(db_collation="C")
    stream = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "roll_unit"],
                condition=models.Q(standing=True),
                name="voting_ballot_one_stands",
            ),
            models.CheckConstraint(
                condition=models.Q(standing=False) | models.Q(valid=True), name="voting_ballot_standing_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(standing=False) | models.Q(struck=False), name="voting_ballot_struck"
            ),
            models.CheckConstraint(
                condition=models.Q(choice__in=sorted(CHOICES)), name="voting_ballot_choice"
            ),
        ]
        indexes = [
            models.Index(fields=["roll_unit", "vote"], name="voting_ballot_unit"),
            models.Index(
                fields=["vote"],
                include=["head", "area_dm2", "choice", "roll_unit"],
                condition=models.Q(standing=True, several=True),
                name="voting_ballot_several",
            ),
        ]

    def __str__(self) -> str:
        return f"ballot {self.pk} of {self.vote_id}"
