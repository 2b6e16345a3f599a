"""Deadlines, their pauses and the calendars in use; row-level security of the first two."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("clocks", "0001_tables"), ("records", "0002_chain")]

    operations = [
        *(
            migrations.RunSQL(protect(table), unprotect(table))
            for table in ("clocks_deadline", "clocks_pause")
        )
    ]
