"""The tables of `duties`, made together."""

from django.db import migrations, models

from hemei.ground.records.founding import CreateTables


class Migration(migrations.Migration):
    replaces = [("duties", "0001_duties")]

    initial = True

    dependencies = []

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Duty",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("version", models.IntegerField()),
                        ("key", models.TextField(unique=True)),
                        ("origin", models.TextField()),
                        ("origin_stream", models.TextField()),
                        ("origin_item", models.TextField(blank=True, default="")),
                        ("title", models.TextField()),
                        ("state", models.TextField()),
                        ("owner_body_id", models.BigIntegerField()),
                        ("setter_body_id", models.BigIntegerField()),
                        ("behalf_body_id", models.BigIntegerField(null=True)),
                        ("escalated_body_id", models.BigIntegerField(null=True)),
                        ("set_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("late", models.BooleanField(default=False)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("snapshot", models.JSONField()),
                        ("last_key", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["scope", "-id"], name="duties_duty_scope"),
                            models.Index(fields=["owner_body_id", "-id"], name="duties_duty_owner"),
                            models.Index(fields=["setter_body_id", "-id"], name="duties_duty_setter"),
                            models.Index(fields=["origin_stream", "origin_item"], name="duties_duty_origin"),
                            models.Index(
                                condition=models.Q(("due_at__isnull", False)),
                                fields=["due_at", "id"],
                                name="duties_duty_due",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "submitted", "sent_back", "accepted", "cancelled"])
                                ),
                                name="duties_duty_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("due_at", None),
                                        ("ended_at__isnull", False),
                                        ("state__in", ["accepted", "cancelled"]),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ["accepted", "cancelled"]), _negated=True),
                                        ("due_at__isnull", False),
                                        ("ended_at", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="duties_duty_ended_whole",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
