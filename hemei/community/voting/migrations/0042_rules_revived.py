"""Rules of procedure go on where those that had replaced them fell: their end is moved, and nothing else of them."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("hemei.community.voting.migrations.0040_own_rules")
ENDED_ONCE = "if old.valid_until is null then may_change := may_change || '{valid_until}'::text[]; end if;"
OR_REVIVED = """if old.valid_until is null or exists (
        select 1 from voting_ownrules n
        where n.estate_id = old.estate_id and n.valid_from = old.valid_until and n.fallen_on is not null
      ) then may_change := may_change || '{valid_until}'::text[]; end if;"""


def _function(kept: str) -> str:
    """Return the statement that makes the function, and nothing of its triggers."""
    begin = kept.index("create function voting_ownrules_kept()")
    end = kept.index("end $$;", begin) + len("end $$;")
    return kept[begin:end].replace("create function", "create or replace function", 1)


class Migration(migrations.Migration):
    dependencies = [("voting", "0041_repeated_once")]

    operations = [
        migrations.RunSQL(
            _function(BEFORE.KEPT).replace(ENDED_ONCE, OR_REVIVED, 1),
            _function(BEFORE.KEPT),
        )
    ]
