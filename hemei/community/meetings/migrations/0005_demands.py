"""Owners who demand a meeting, each by himself."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_walls"), ("people", "0001_tables")]

    operations = [migrations.RunSQL(protect("meetings_demand"), unprotect("meetings_demand"))]
