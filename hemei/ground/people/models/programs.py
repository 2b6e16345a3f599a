"""Programs that speak for a body, and how often they did."""

from __future__ import annotations

from django.db import models


class ProgramKey(models.Model):
    """The key 接口密钥 of a program that speaks for a body, as another platform's. Only a digest of it is kept.

    `ending` are its last letters, by which people tell keys apart; `scopes` says what it opens, `role` as whom of
    the body it reads and writes. Keys of before there were ends have none.
    """

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    body = models.ForeignKey("people.Body", models.PROTECT, related_name="+")
    role = models.TextField()
    scopes = models.JSONField()
    digest = models.BinaryField(unique=True)
    ending = models.TextField()
    per_minute = models.IntegerField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(per_minute__gte=1), name="people_programkey_rate")
        ]

    def __str__(self) -> str:
        return f"{self.name} …{self.ending}"


class ProgramUse(models.Model):
    """How many calls a key made in a minute; gone the next day."""

    id = models.BigAutoField(primary_key=True)
    key = models.ForeignKey("people.ProgramKey", models.CASCADE, related_name="uses")
    minute = models.DateTimeField()
    calls = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "minute"], name="people_programuse_once")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.minute:%F %R} {self.calls}"
