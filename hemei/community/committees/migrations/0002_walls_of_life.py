"""Row-level security of a committee's life."""

from __future__ import annotations

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

TABLES = ("recall", "handover", "handoveritem", "training", "ownersreport", "standin", "standinmember")


class Migration(migrations.Migration):
    dependencies = [("committees", "0001_tables")]

    operations = [
        migrations.RunSQL(protect(f"committees_{name}"), unprotect(f"committees_{name}")) for name in TABLES
    ]
