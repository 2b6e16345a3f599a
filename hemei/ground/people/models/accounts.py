"""Accounts, their sessions, and the one-time codes residents sign in with."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Account(AbstractBaseUser):
    """How a person signs in: staff by username and password, residents by a code sent to their phone.

    `phone_index` is the keyed digest of the phone number, `scope` a copy of the person's. `sample` is the
    place on the page of sample persons of a demonstration, and empty everywhere else.
    """

    id = models.BigAutoField(primary_key=True)
    scope = models.TextField(db_collation="C")
    person = models.OneToOneField("people.Person", models.PROTECT, related_name="account")
    username = models.TextField(unique=True, null=True)  # noqa: DJ001 - residents have none, and none is unique
    phone_index = models.BinaryField(unique=True, null=True)
    is_active = models.BooleanField(default=True)
    password_set_at = models.DateTimeField(null=True)
    sample = models.SmallIntegerField(null=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects = BaseUserManager["Account"]()

    def __str__(self) -> str:
        return self.username or f"account {self.pk}"


class Session(AbstractBaseSession):
    """A signed-in browser. It knows its account, so that the account can see and end it."""

    account = models.ForeignKey("people.Account", models.CASCADE, null=True, related_name="sessions")
    appointment = models.ForeignKey("people.Appointment", models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    agent = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"session of account {self.account_id}"


class FormerPassword(models.Model):
    """A password an account had, as its hash, so that it does not come back at once."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="former_passwords")
    password = models.TextField()
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"former password of account {self.account_id}"


class PhoneCode(models.Model):
    """A code sent to a phone. Neither the number nor the code is stored readably."""

    id = models.BigAutoField(primary_key=True)
    phone_index = models.BinaryField()
    digest = models.BinaryField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["phone_index", "-sent_at"], name="people_phonecode_latest")]

    def __str__(self) -> str:
        return f"code {self.pk}"
