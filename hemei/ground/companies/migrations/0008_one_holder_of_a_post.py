"""One holder of a post at a time in a company, unless voided; and who sees leaders."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLE = "companies_leader"
NO_OVERLAP = (
    f"alter table {TABLE} add constraint {TABLE}_no_overlap exclude using gist"
    " (company_id with =, post with =, daterange(valid_from, valid_until) with &&) where (voided_at is null)"
)


class Migration(migrations.Migration):
    dependencies = [("companies", "0006_one_mode_at_a_time"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, f"alter table {TABLE} drop constraint {TABLE}_no_overlap"),
        migrations.RunSQL(protect(TABLE), unprotect(TABLE)),
    ]
