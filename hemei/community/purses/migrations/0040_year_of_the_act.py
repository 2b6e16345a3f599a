"""An order that rests anew is asked what its resolution still carries in the year in which that happens.

Its time for approval may end in the next one: by that the budget of the year that runs would count as over.
"""

import importlib

from django.db import migrations

_BEFORE = importlib.import_module("hemei.community.purses.migrations.0037_years_over").WITHIN
WITHIN = _BEFORE.replace(
    """(case
    when tg_op = 'UPDATE' then to_jsonb(new) ->> 'expires_at'
    else coalesce(to_jsonb(new) ->> 'prepared_at', to_jsonb(new) ->> 'made_at') end)::timestamptz
""",
    """case
    when tg_op = 'UPDATE' then now()
    else coalesce(to_jsonb(new) ->> 'prepared_at', to_jsonb(new) ->> 'made_at')::timestamptz end
""",
)


class Migration(migrations.Migration):
    dependencies = [("purses", "0039_one_word_of_a_person")]

    operations = [migrations.RunSQL(WITHIN, _BEFORE)]
