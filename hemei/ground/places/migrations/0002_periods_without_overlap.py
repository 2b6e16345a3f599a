"""What must never be false about periods: no overlap, and an estate is never without its one community."""

from django.db import migrations

PERIODS = (
    ("places_placeposition", "place_id with ="),
    ("places_placename", "place_id with ="),
    ("places_accountablecommunity", "estate_id with ="),
    ("places_touchingcommunity", "estate_id with =, community_id with ="),
    ("places_place", "level with =, code with ="),
)

NO_OVERLAP = "\n".join(
    f"alter table {table} add constraint {table}_no_overlap"
    f" exclude using gist ({key}, daterange(valid_from, valid_until) with &&);"
    for table, key in PERIODS
)

# Deferred, because estate and period are written one after the other. Security definer, because the
# writer's own view of the rows is narrowed by row-level security.
ONE_ACCOUNTABLE = """
create function places_one_accountable() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  subject bigint := (to_jsonb(case when tg_op = 'DELETE' then old else new end) ->> tg_argv[0])::bigint;
  estate record;
  covered datemultirange;
  latest bigint;
begin
  select id, code, community_id, valid_from, valid_until into estate from places_estate where id = subject;
  if not found then return null; end if;
  select range_agg(daterange(valid_from, valid_until)), (array_agg(community_id order by valid_from desc))[1]
    into covered, latest from places_accountablecommunity where estate_id = subject;
  if covered is distinct from datemultirange(daterange(estate.valid_from, estate.valid_until))
     or latest is distinct from estate.community_id then
    raise exception 'estate % must have exactly one accountable community at any time', estate.code
      using errcode = 'check_violation',
            detail = format('periods %s, today %s, estate %s to %s in %s', covered, latest,
                            estate.valid_from, estate.valid_until, estate.community_id);
  end if;
  return null;
end $$;
create constraint trigger places_estate_one_accountable
  after insert or update of community_id, valid_from, valid_until on places_estate
  deferrable initially deferred for each row execute function places_one_accountable('id');
create constraint trigger places_accountable_no_gap
  after insert or update or delete on places_accountablecommunity
  deferrable initially deferred for each row execute function places_one_accountable('estate_id');
"""

UNDO = "".join(f"alter table {table} drop constraint {table}_no_overlap;" for table, _ in PERIODS)
UNDO_ACCOUNTABLE = """
drop trigger places_accountable_no_gap on places_accountablecommunity;
drop trigger places_estate_one_accountable on places_estate;
drop function places_one_accountable();
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_tables"), ("records", "0002_chain")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, UNDO),
        migrations.RunSQL(ONE_ACCOUNTABLE, UNDO_ACCOUNTABLE),
    ]
