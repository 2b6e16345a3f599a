"""Who reads what other departments asked: the city, and the company it was about."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("credit", "0002_walls_and_public_views"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(protect("credit_exchangeentry"), unprotect("credit_exchangeentry")),
    ]
