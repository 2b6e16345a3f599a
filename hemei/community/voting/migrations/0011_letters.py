"""Letters belong to a roll, are numbered and may be void; an owner asks for a visit. Nobody wrote letters before."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("records", "0002_chain"), ("voting", "0010_call_back")]

    operations = [migrations.RunSQL(protect("voting_visitask"), unprotect("voting_visitask"))]
