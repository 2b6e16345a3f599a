"""One company at a time in an estate, one manager at a time in a project, and who sees them."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

PERIODS = (("companies_project", "estate_id"), ("companies_projectmanager", "project_id"))
NO_OVERLAP = "".join(
    f"alter table {table} add constraint {table}_no_overlap"
    f" exclude using gist ({key} with =, daterange(valid_from, valid_until) with &&);"
    for table, key in PERIODS
)
UNDO = "".join(f"alter table {table} drop constraint {table}_no_overlap;" for table, _ in PERIODS)


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, UNDO),
        *(migrations.RunSQL(protect(table), unprotect(table)) for table, _ in PERIODS),
    ]
