"""Who sees an election and all that belongs to it: by place, or who it was shared with."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = (
    "election",
    "applicant",
    "preparatorygroup",
    "groupmember",
    "workdone",
    "candidate",
    "objection",
    "filingreceipt",
)


class Migration(migrations.Migration):
    dependencies = [("committees", "0002_walls_of_life"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(protect(f"committees_{table}"), unprotect(f"committees_{table}"))
        for table in TABLES
    ]
