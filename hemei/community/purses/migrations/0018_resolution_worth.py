"""An order says what the resolution it rests on allows in all."""

import importlib

from django.db import migrations, models

_BEFORE = importlib.import_module("hemei.community.purses.migrations.0012_returned")


class Migration(migrations.Migration):
    dependencies = [("purses", "0017_received_from_line")]

    operations = [
        migrations.AddField("paymentorder", "basis_fen", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "paymentorder",
            models.CheckConstraint(
                condition=models.Q(basis_fen=None)
                | models.Q(basis_vote__isnull=False, basis_fen__gte=models.F("amount_fen")),
                name="purses_order_within_resolution",
            ),
        ),
        migrations.RunSQL(
            _BEFORE._moving("paymentorder", "returned_on", "basis_fen"),  # noqa: SLF001 - as the migration made it
            _BEFORE._moving("paymentorder", "returned_on"),  # noqa: SLF001
        ),
    ]
