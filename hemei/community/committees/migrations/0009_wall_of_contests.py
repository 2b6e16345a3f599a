"""Who sees contested results: by place, or the committee they touch."""

from __future__ import annotations

from django.db import migrations

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("committees", "0008_contests")]

    operations = [migrations.RunSQL(protect("committees_contest"), unprotect("committees_contest"))]
