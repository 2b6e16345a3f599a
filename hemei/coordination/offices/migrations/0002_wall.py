"""No two facts of one kind at once unless one was voided, and row-level security."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

PERIODS = (
    ("offices_office", "place_id with ="),
    ("offices_posts", "place_id with ="),
    ("offices_parttimer", "place_id with =, person_id with ="),
)
TABLES = (*(table for table, _ in PERIODS), "offices_assessment")

NO_OVERLAP = "\n".join(
    f"alter table {table} add constraint {table}_no_overlap"
    f" exclude using gist ({key}, daterange(valid_from, valid_until) with &&) where (voided_at is null);"
    for table, key in PERIODS
)
UNDO = "".join(f"alter table {table} drop constraint {table}_no_overlap;" for table, _ in PERIODS)


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, UNDO),
        *(migrations.RunSQL(protect(table), unprotect(table)) for table in TABLES),
    ]
