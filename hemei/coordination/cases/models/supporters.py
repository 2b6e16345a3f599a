"""Who follows a case that somebody else reported."""

from __future__ import annotations

from django.db import models


class Supporter(models.Model):
    """Somebody who had met the same trouble and follows the case 跟办人 instead of reporting it once more.

    A person who signed in, or whoever left a phone: `contact_id` is its vault row. With `texts` he agreed to be told
    by text message there. `caller_of` is the case he reported himself, where a clerk joined it into this one: he is
    told here as he was told there, until he stops that. Where no text message goes out he is called when this case is
    over: `told_at` is when. Where this case is another community's, his phone stays in the vault of his own. Signing in
    with that phone makes him the person of this row.
    He is not on the case's access list: he reads its course through a door of its own, never what others wrote or
    showed.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="supporters")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    person_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    texts = models.BooleanField(default=False, db_default=False)
    caller_of = models.BigIntegerField(null=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person_id"], name="cases_supporter_once"),
            models.CheckConstraint(
                condition=models.Q(person_id__isnull=False) | models.Q(contact_id__isnull=False),
                name="cases_supporter_reachable",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id", "-case"], name="cases_supporter_person"),
            models.Index(fields=["contact_id"], name="cases_supporter_contact"),
            models.Index(fields=["scope"], name="cases_supporter_scope"),
            models.Index(
                fields=["-id"],
                name="cases_supporter_to_call",
                condition=models.Q(caller_of__isnull=False, person_id=None, left_at=None, told_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream} followed since {self.joined_at:%F}"
