"""Who sees renewal; one decision and one service at a time in an estate; no emergency beyond six months."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = (
    "survey",
    "modedecision",
    "renovationproject",
    "projectstage",
    "basicservice",
    "emergencyservice",
)
PERIODS = (
    ("renewal_modedecision", "daterange(valid_from, valid_until)", " where (voided_at is null)"),
    ("renewal_basicservice", "daterange(valid_from, valid_until)", " where (voided_at is null)"),
    ("renewal_emergencyservice", "daterange(begun_on, coalesce(ended_on, ends_on))", ""),
)
NO_OVERLAP = "\n".join(
    f"alter table {table} add constraint {table}_no_overlap"
    f" exclude using gist (estate_id with =, {period} with &&){only};"
    for table, period, only in PERIODS
)
UNDO = "".join(f"alter table {table} drop constraint {table}_no_overlap;" for table, _, _ in PERIODS)
# The corresponding day half a year on (Civil Code art. 202), itself excluded.
SIX_MONTHS = """
alter table renewal_emergencyservice add constraint renewal_emergencyservice_six_months
  check (ends_on <= (begun_on + interval '6 months')::date);
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("renewal", "0001_tables")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, UNDO),
        migrations.RunSQL(
            SIX_MONTHS,
            "alter table renewal_emergencyservice drop constraint renewal_emergencyservice_six_months;",
        ),
        *(migrations.RunSQL(protect(f"renewal_{table}"), unprotect(f"renewal_{table}")) for table in TABLES),
    ]
