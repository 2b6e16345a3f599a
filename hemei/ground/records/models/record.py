"""Tables of what happened and what is kept of it. Their rules are in the database: see the first migration."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Event(models.Model):
    """One act, for ever. `payload` is the content; the other columns place and prove it.

    The database fills `seq`, `previous` and `hash` and refuses change. `mac`
    proves that the application wrote the payload: a forged row, even a well
    chained one, has none.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    seq = models.BigIntegerField()
    scope = models.TextField(db_collation="C")
    payload = models.JSONField()
    mac = models.BinaryField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    type = models.GeneratedField(
        expression=models.fields.json.KeyTextTransform("type", "payload"),
        output_field=models.TextField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="records_event_once")]
        indexes = [models.Index(fields=["type", "id"], name="records_event_type")]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.type}"


class Stream(models.Model):
    """The head of a stream: its last event. Only the chaining trigger writes it."""

    stream = models.TextField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.BinaryField()
    event_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.stream}@{self.seq}"


class Pending(models.Model):
    """An event that reactions have not seen yet; the row goes when they have."""

    event_id = models.BigIntegerField(primary_key=True)
    attempts = models.SmallIntegerField(default=0, db_default=0)
    not_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"event {self.event_id}"


class Checkpoint(models.Model):
    """A Merkle root (RFC 6962) over all events up to `last_event_id`, taken daily and published."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    taken_at = models.DateTimeField()
    last_event_id = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    frontier = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["size"], name="records_checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.size}"


class Access(models.Model):
    """Who beyond the place may see a stream: a body (a whistled department) or a person (the reporter)."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    body_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(body_id__isnull=False, person_id__isnull=True)
                | models.Q(body_id__isnull=True, person_id__isnull=False),
                name="records_access_body_or_person",
            ),
            models.UniqueConstraint(
                fields=["stream", "body_id", "person_id"], nulls_distinct=False, name="records_access_once"
            ),
        ]
        indexes = [
            models.Index(fields=["body_id", "stream"], name="records_access_body"),
            models.Index(fields=["person_id", "stream"], name="records_access_person"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} body={self.body_id} person={self.person_id}"


class Sealed(models.Model):
    """A personal field or free text, encrypted; the event carries only `commitment`.

    Erasing empties `ciphertext` and `salt`: the chain stays whole and nobody can
    test a guess against the commitment any more.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    field = models.TextField()
    person_id = models.BigIntegerField(null=True)
    ciphertext = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    commitment = models.TextField()
    blind_index = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["stream"], name="records_sealed_stream"),
            models.Index(fields=["person_id"], name="records_sealed_person"),
            models.Index(
                fields=["field", "blind_index"],
                name="records_sealed_blind",
                condition=models.Q(blind_index__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream}.{self.field}"


class Gram(models.Model):
    """The words of a sealed text as keyed tokens, for search: the least one can find a text by.

    A negative token is a place the text lies in, `mark` names the key of the others. A trigger removes the row with
    the text. See decision 0014.
    """

    sealed = models.OneToOneField(Sealed, models.PROTECT, primary_key=True, db_column="id", related_name="+")
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    tokens = ArrayField(models.IntegerField())
    mark = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["stream"], name="records_gram_stream"),
            models.Index(fields=["scope"], name="records_gram_scope"),
            GinIndex(fields=["tokens"], name="records_gram_tokens"),
        ]

    def __str__(self) -> str:
        return f"words of {self.stream}"


class File(models.Model):
    """A stored file: re-encoded, stripped of metadata, encrypted on disk under its digest."""

    id = models.BigAutoField(primary_key=True)
    stream = models.TextField()
    scope = models.TextField(db_collation="C")
    purpose = models.TextField()
    digest = models.TextField()
    media_type = models.TextField()
    size = models.IntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    evidence_id = models.BigIntegerField(null=True)
    added_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["stream"], name="records_file_stream")]

    def __str__(self) -> str:
        return f"{self.stream} {self.purpose} {self.digest[:12]}"


class IssuedDocument(models.Model):
    """A standard's document issued by the city itself; the same TOML as the shipped ones, never edited."""

    id = models.BigAutoField(primary_key=True)
    city = models.TextField()
    name = models.TextField()
    day = models.DateField()
    toml = models.TextField()
    issued_by_body_id = models.BigIntegerField()
    reason = models.TextField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "name", "day"], name="records_issued_once")]

    def __str__(self) -> str:
        return f"{self.city}/{self.name}/{self.day}"


class ProofKey(models.Model):
    """What proves the events of a master key, present or former, locked by the present one; see `rotating`."""

    mark = models.TextField(primary_key=True)
    locked = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.mark


class Rollup(models.Model):
    """What a figure counts in a month under a path: numbers without a subject, kept by the worker.

    `leaf` rows hold the subjects of exactly this place, the others all that lies under the path. `body_id` is
    0 for all bodies together. The table may be emptied at any time; the worker counts it anew.
    """

    id = models.BigAutoField(primary_key=True)
    figure = models.TextField()
    month = models.DateField()
    path = models.TextField(db_collation="C")
    leaf = models.BooleanField()
    body_id = models.BigIntegerField()
    counted = models.BigIntegerField()
    not_counted = models.BigIntegerField()
    not_provable = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "path", "leaf", "body_id", "month"], name="records_rollup_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.month} {self.path}"


class RollupState(models.Model):
    """As of which moment a figure's roll-ups are, and after which event the next round looks.

    `seen` is the last event at the end of the latest round, `after` that of the round before: what was
    recorded between the stated moment and the end of a round is looked at again.
    """

    figure = models.TextField(primary_key=True)
    stated_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    seen = models.BigIntegerField()
    after = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.figure} as of {self.stated_at}"


class PaperNumber(models.Model):
    """The last number of a series of documents in a year; taken under a lock, so a series has no gap."""

    id = models.BigAutoField(primary_key=True)
    series = models.TextField()
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="records_paper_number_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}/{self.last}"
