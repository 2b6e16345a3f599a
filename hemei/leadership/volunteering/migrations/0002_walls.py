"""Who sees volunteers, lists, hours and pairings: by place, or who they were shared with."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("volunteer", "item", "match", "hours", "pairing")


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("volunteering", "0001_tables")]

    operations = [
        migrations.RunSQL(protect(f"volunteering_{table}"), unprotect(f"volunteering_{table}"))
        for table in TABLES
    ]
