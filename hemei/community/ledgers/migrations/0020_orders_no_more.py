"""The day from which orders alone pay goes with the agreement that gave it, where that is called off before its day.

The agreements themselves stand in a later app, which lets no such day pass over one that was not called off.
"""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.community.ledgers.migrations.0010_paid_by_orders")
KEPT = _BEFORE._KEPT.format(earlier="", orders=" - 'orders_since'")  # noqa: SLF001 - the function as it was made


class Migration(migrations.Migration):
    dependencies = [("ledgers", "0019_reversals_of_platform")]

    operations = [migrations.RunSQL(KEPT, _BEFORE.KEPT)]
