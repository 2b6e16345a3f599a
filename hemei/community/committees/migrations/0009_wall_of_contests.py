"""Who sees contested results: by place, or the committee they touch."""

from __future__ import annotations

from django.db import migrations

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("committees", "0006_wall_of_advice")]

    operations = [migrations.RunSQL(protect("committees_contest"), unprotect("committees_contest"))]
