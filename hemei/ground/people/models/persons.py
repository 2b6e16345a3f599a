"""Persons: what identifies them lies in the vault."""

from __future__ import annotations

from django.db import models


class Person(models.Model):
    """A human being; `name_id`, `phone_id` and `identity_id` are vault rows.

    `public_office_name`, and its letters `pinyin` and `initials`, are for public office only. `scope` is the
    place that looks after the person: the body's for staff, the city for a resident whose home is unknown.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField(unique=True)
    scope = models.TextField(db_collation="C")
    name_id = models.BigIntegerField(null=True)
    phone_id = models.BigIntegerField(null=True)
    identity_id = models.BigIntegerField(null=True)
    public_office_name = models.TextField(blank=True, default="")
    pinyin = models.TextField(blank=True, default="", db_default="")
    initials = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["scope", "id"], name="people_person_scope")]

    def __str__(self) -> str:
        return self.public_office_name or f"person {self.pk}"
