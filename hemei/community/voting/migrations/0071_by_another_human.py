"""What takes two persons takes two humans: who settles it had no hand in it, by whatever record he signed in then."""

from django.db import migrations

# Of each table the column of who settles, and those of who had a hand in it. Who entered something may take it back
# (`confirmed` is false): that he does by the same record.
TABLES = {
    "voting_voterbinding": ("settled_by", "bound_by", "confirmed_by", "objected_by", "person_id"),
    "voting_rollcorrection": ("answered_by", "asked_by"),
    "voting_sheetobjection": ("settled_by", "objected_by"),
    "voting_awaitedbinding": ("settled_by", "entered_by", "person_id"),
    "voting_proxy": ("settled_by", "entered_by", "holder_id"),
}
ANOTHER = """
create function voting_by_another_human() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  said jsonb := to_jsonb(new);
  settler bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
begin
  if settler is null or tg_op = 'UPDATE' and settler is not distinct from (to_jsonb(old) ->> tg_argv[0])::bigint
     or said ->> 'confirmed' = 'false' and said ->> tg_argv[0] = said ->> tg_argv[1] then
    return new;
  end if;
  for place in 1 .. tg_nargs - 1 loop
    if (said ->> tg_argv[place])::bigint = any(people_same_as(settler)) then
      raise exception 'Nobody settles in % what he had a hand in under another record.', tg_table_name
        using errcode = '23514', constraint = 'voting_by_another_human';
    end if;
  end loop;
  return new;
end $$;
"""
EACH = """
create trigger voting_by_another_human before insert or update on {table} for each row
  when (new.{by} is not null) execute function voting_by_another_human({columns});
"""


def _made() -> list[str]:
    return [
        EACH.format(table=table, by=columns[0], columns=", ".join(f"'{one}'" for one in columns))
        for table, columns in TABLES.items()
    ]


def _gone() -> list[str]:
    return [f"drop trigger voting_by_another_human on {table};" for table in TABLES]


class Migration(migrations.Migration):
    dependencies = [("voting", "0070_bound_until")]
    operations = [
        migrations.RunSQL([ANOTHER, *_made()], [*_gone(), "drop function voting_by_another_human();"])
    ]
