"""One mode of management and one unfinished renovation at a time in an estate, unless voided; and who sees them."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

PERIODS = (
    ("companies_management", "daterange(valid_from, valid_until)"),
    ("companies_renovation", "daterange(planned_on, finished_on)"),
)
NO_OVERLAP = "\n".join(
    f"alter table {table} add constraint {table}_no_overlap"
    f" exclude using gist (estate_id with =, {period} with &&) where (voided_at is null);"
    for table, period in PERIODS
)
UNDO = "".join(f"alter table {table} drop constraint {table}_no_overlap;" for table, _ in PERIODS)


class Migration(migrations.Migration):
    dependencies = [("companies", "0003_search_by_initials"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, UNDO),
        *(migrations.RunSQL(protect(table), unprotect(table)) for table, _ in PERIODS),
    ]
