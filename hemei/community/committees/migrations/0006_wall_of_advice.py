"""Who sees advice: by place, or the committee it is given to."""

from __future__ import annotations

from django.db import migrations

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("committees", "0004_walls_of_elections")]

    operations = [migrations.RunSQL(protect("committees_advice"), unprotect("committees_advice"))]
