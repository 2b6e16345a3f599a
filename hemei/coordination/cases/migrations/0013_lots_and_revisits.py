"""Re-visits by lot, and the fingerprints of photos. The public reads lots and what was found by views of their own."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from hemei.ground.records.security import protect, unprotect

WALLED = ("cases_revisit", "cases_photomark")

VIEWS = """
create view public_cases_lot as
  select id, week, digest, listing, closed, listed_at, share, seed, checkpoint_day, drawn, drawn_at from cases_lot;
create view public_cases_revisit as
  select r.lot_id, c.number, b.short_name as body, r.body_id, r.due_at, r.visited_at, r.found
  from cases_revisit r join cases_case c on c.id = r.case_id left join people_body b on b.id = r.body_id;
revoke insert, update, delete, truncate on public_cases_lot, public_cases_revisit from hemei_app;
grant select on public_cases_lot, public_cases_revisit to hemei_public;
"""
# By how many bits the nearest photo of another case differs, and nothing else of it. What is near in all shares one
# of its eighths, so the index finds it; the same picture of a case of the wide city stays unseen.
DOOR = """
create function cases_photo_before(wanted text, own text) returns integer language sql stable security definer
set search_path = public, pg_temp as $$
  select min(bit_count(('x' || m.likeness)::bit(128) # ('x' || wanted)::bit(128)))::integer
  from cases_photomark m
  where m.stream <> own and m.eighths && (
    select array_agg((part << 16) | ('x' || substr(wanted, 4 * part + 1, 4))::bit(16)::integer)
    from generate_series(0, 7) as part)
$$;
revoke execute on function cases_photo_before from public;
grant execute on function cases_photo_before to hemei_app;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_kind_models"), ("people", "0002_access")]

    operations = [
        migrations.CreateModel(
            name="Lot",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("week", models.DateField(unique=True)),
                ("listing", models.TextField()),
                ("digest", models.TextField()),
                ("closed", models.IntegerField()),
                ("listed_at", models.DateTimeField()),
                ("event_id", models.BigIntegerField()),
                ("share", models.TextField()),
                ("seed", models.TextField(blank=True, default="")),
                ("checkpoint_day", models.DateField(null=True)),
                ("drawn", models.IntegerField(null=True)),
                ("drawn_at", models.DateTimeField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("called_at", None),
                            ("checkpoint_day", None),
                            ("drawn", None),
                            ("drawn_at", None),
                            ("seed", ""),
                        )
                        | (
                            models.Q(("seed", ""), _negated=True)
                            & models.Q(("drawn__isnull", False), ("drawn_at__isnull", False))
                        ),
                        name="cases_lot_drawn_whole",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Revisit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("number", models.SmallIntegerField()),
                ("body_id", models.BigIntegerField()),
                ("solver_id", models.BigIntegerField()),
                ("estate_id", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField()),
                ("drawn_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("visited_at", models.DateTimeField(null=True)),
                ("found", models.TextField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisits",
                        to="cases.case",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="revisits", to="cases.lot"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["scope", "-id"], name="cases_revisit_scope"),
                    models.Index(fields=["body_id", "-id"], name="cases_revisit_body"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="cases_revisit_once"),
                    models.UniqueConstraint(fields=("lot", "case"), name="cases_revisit_one_a_lot"),
                    models.CheckConstraint(
                        condition=models.Q(("found__in", ["true", "false", "unclear"])),
                        name="cases_revisit_found",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("found__isnull", True), ("visited_at__isnull", True))
                        | models.Q(("found__isnull", False), ("visited_at__isnull", False)),
                        name="cases_revisit_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PhotoMark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("file_id", models.BigIntegerField(unique=True)),
                ("stream", models.TextField()),
                ("scope", models.TextField(db_collation="C")),
                ("likeness", models.TextField()),
                (
                    "eighths",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["stream"], name="cases_photomark_stream"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["eighths"], name="cases_photomark_eighths"
                    ),
                ]
            },
        ),
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in WALLED),
        migrations.RunSQL(
            VIEWS + DOOR,
            "drop function cases_photo_before; drop view public_cases_revisit; drop view public_cases_lot;",
        ),
    ]
