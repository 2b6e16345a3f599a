"""Tables of boards: telephone numbers, editions of boards, when they stopped telling the truth, and print runs."""

from __future__ import annotations

from django.db import models

from hemei.coordination.boards.rules.words import Purpose


class ServicePhone(models.Model):
    """A telephone number 服务电话 at which a body is reached, during a period; a company's is of an estate.

    It is a body's number and printed in public, nobody's own.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    estate = models.ForeignKey("places.Estate", models.PROTECT, null=True, related_name="+")
    purpose = models.TextField(choices=[(purpose.value, purpose.value) for purpose in Purpose])
    number = models.TextField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "estate", "purpose"],
                condition=models.Q(valid_until=None),
                name="boards_servicephone_one",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"body {self.body_id} {self.purpose}"


class Edition(models.Model):
    """What a board says 版次. `content` is made from the registers; `code` stands on the print.

    `stream` is the estate's: whoever sees an estate sees its boards. `manager` is the manager's name as the law has it
    published; it goes when the edition is replaced. `checkpoint_day`, `checkpoint_root` are the latest published
    checkpoint when it was made. `hints` are days on which somebody said that it still hangs though it was replaced,
    `hinted_on` the last of them; who, nobody keeps.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    estate = models.ForeignKey("places.Estate", models.PROTECT, related_name="+")
    number = models.IntegerField()
    code = models.TextField(unique=True)
    digest = models.TextField()
    content = models.JSONField()
    manager = models.TextField(blank=True, default="")
    made_at = models.DateTimeField()
    checkpoint_day = models.DateField(null=True)
    checkpoint_root = models.TextField(blank=True, default="")
    posted_on = models.DateField(null=True)
    posted_at = models.DateTimeField(null=True)
    replaced_on = models.DateField(null=True)
    hints = models.IntegerField(default=0, db_default=0)
    hinted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["estate", "number"], name="boards_edition_number"),
            models.UniqueConstraint(
                fields=["estate"],
                condition=models.Q(posted_on__isnull=False, replaced_on=None),
                name="boards_edition_one_hangs",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_on=None)
                | models.Q(posted_on__isnull=False, replaced_on__gte=models.F("posted_on")),
                name="boards_edition_replaced",
            ),
        ]
        indexes = [models.Index(fields=["scope", "id"], name="boards_edition_scope")]

    def __str__(self) -> str:
        return f"estate {self.estate_id} edition {self.number}"


class Lapse(models.Model):
    """A time in which an edition did not tell the truth 过期, and in which parts.

    While it runs, `content` and `manager` are what the board would say instead; they go as it ends.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    edition = models.ForeignKey("boards.Edition", models.PROTECT, related_name="lapses")
    parts = models.JSONField(default=list)
    content = models.JSONField(null=True)
    manager = models.TextField(blank=True, default="", db_default="")
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=models.Q(until_at=None), name="boards_lapse_one_runs"
            )
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id} since {self.since_at}"


class Standing(models.Model):
    """What a board of an estate would say of which none was ever made, as the registers stood when a day began.

    Anyone may read it: what has to be posted is no secret for want of a print. It goes with the first edition.
    """

    estate = models.OneToOneField("places.Estate", models.PROTECT, primary_key=True, related_name="+")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    content = models.JSONField()
    manager = models.TextField(blank=True, default="")
    as_of = models.DateTimeField()

    def __str__(self) -> str:
        return f"estate {self.estate_id} as of {self.as_of}"


class PrintRun(models.Model):
    """Editions printed together as one A3 file, in a language. `key` makes an answer that was lost harmless."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    key = models.TextField(unique=True)
    site = models.TextField()
    language = models.TextField(default="zh", db_default="zh")
    edition_ids = models.JSONField()
    total = models.IntegerField()
    printed = models.IntegerField(default=0)
    beat_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True)
    file = models.ForeignKey("records.File", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["scope", "id"], name="boards_printrun_scope")]

    def __str__(self) -> str:
        return f"{self.stream} {self.printed}/{self.total}"


class Watch(models.Model):
    """Whether something that boards may say has changed since they were last compared, and on which day that was."""

    id = models.SmallIntegerField(primary_key=True)
    touched_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"touched {self.touched_at}, compared {self.compared_at}"
