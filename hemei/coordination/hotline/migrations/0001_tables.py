"""The tables of `hotline`, made together, their walls, and the one thing that may be asked across them."""

import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.founding import CreateTables
from hemei.ground.records.security import protect, unprotect

WALLED = ("hotline_order", "hotline_word")

# An order of the system that stands elsewhere: that it does is all that is said.
NUMBERS = """
create function hotline_order_numbers(system text, asked text[]) returns setof text
  language sql stable security definer set search_path = public as $$
  select number from hotline_order where source = system and number = any(asked)
$$;
revoke execute on function hotline_order_numbers(text, text[]) from public;
grant execute on function hotline_order_numbers(text, text[]) to hemei_app;
"""
SYSTEMS = [("hotline", "hotline"), ("grid", "grid")]


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_tables"),
        ("places", "0001_tables"),
        ("records", "0001_tables"),
    ]

    operations = [
        CreateTables(
            operations=[
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField(unique=True)),
                        ("scope", models.TextField(db_collation="C")),
                        ("source", models.TextField(choices=SYSTEMS)),
                        ("number", models.TextField(db_collation="C")),
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.import",
                            ),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField(null=True)),
                        ("reminders", models.PositiveIntegerField(default=0)),
                        ("marks", models.JSONField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["file"], name="hotline_order_file"),
                            models.Index(fields=["scope", "-id"], name="hotline_order_scope"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("source", "number"), name="hotline_order_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Word",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("stream", models.TextField()),
                        ("scope", models.TextField(db_collation="C")),
                        ("source", models.TextField(choices=SYSTEMS)),
                        ("of", models.TextField(choices=[("kind", "kind"), ("estate", "estate")])),
                        ("said", models.TextField()),
                        ("kind", models.TextField(blank=True, default="")),
                        (
                            "estate",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="places.estate",
                            ),
                        ),
                        ("decided_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("scope", "source", "of", "said"), name="hotline_word_once"
                            ),
                            models.CheckConstraint(
                                condition=(models.Q(of="kind", estate=None) & ~models.Q(kind=""))
                                | models.Q(of="estate", kind="", estate__isnull=False),
                                name="hotline_word_whole",
                            ),
                        ],
                    },
                ),
            ],
        ),
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED),
        migrations.RunSQL(NUMBERS, "drop function hotline_order_numbers(text, text[]);"),
    ]
