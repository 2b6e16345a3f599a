"""What was reported before at the same estate of the same kind is found at once, for repeats and for doubles."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0013_lots_and_revisits")]
    operations = [
        AddIndexConcurrently(
            "case", models.Index(fields=["estate_id", "kind", "-fact_on"], name="cases_case_again")
        )
    ]
