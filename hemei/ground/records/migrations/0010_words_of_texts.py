"""The searchable words of sealed texts: behind the wall, gone with the text, found through one function."""

from django.db import migrations

from hemei.ground.records.security import protect, unprotect

# Whatever empties a text, by whatever door, takes its words with it.
GONE = """
create function records_words_go() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  delete from records_gram where id = old.id;
  return old;
end $$;
create trigger records_words_erased after update of ciphertext on records_sealed
  for each row when (new.ciphertext is null and old.ciphertext is not null) execute function records_words_go();
create trigger records_words_deleted before delete on records_sealed
  for each row execute function records_words_go();
"""

# An inverted index is not used behind row-level security, so the function repeats the wall: the actor's places or,
# where he has none, what the access list names. It looks at the newest texts one by one, for a common word is soon
# found there, and only for what is rarer at the index. Without `+ 0` the planner would read the older texts one by
# one too, as far back as it takes. A place is a token of its own, so that a street's share of a common word is cut
# out by the index.
FIND = """
create function records_texts_holding(wanted integer[], before bigint, most integer)
returns table (vault_id bigint, of_stream text) language plpgsql stable security definer
set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  low text := coalesce(current_setting('app.place_from', true), '');
  high text := coalesce(current_setting('app.place_to', true), '');
  further text[] := string_to_array(nullif(current_setting('app.place_more', true), ''), ',');
  body bigint := nullif(current_setting('app.body', true), '')::bigint;
  person bigint := nullif(current_setting('app.person', true), '')::bigint;
  narrowed integer[] := wanted;
  edge bigint;
  count integer;
begin
  if cardinality(wanted) = 0 then return; end if;
  select g.id into edge from records_gram g where g.id < before order by g.id desc offset 20000 limit 1;
  if high <> '' then
    return query
      select g.id, g.stream from records_gram g
      where g.id < before and g.id > coalesce(edge, 0) and g.tokens @> wanted
        and ((g.scope >= low and g.scope < high)
             or exists (select 1 from unnest(further) p(path)
                        where g.scope >= p.path collate "C" and g.scope < (left(p.path, -1) || '/') collate "C"))
      order by g.id desc limit most;
    get diagnostics count = row_count;
    if count >= most or edge is null then return; end if;
    if further is null and low like '%.%.' then
      narrowed := wanted || -split_part(rtrim(low, '.'), '.', -1)::integer;
    end if;
    return query
      select g.id, g.stream from records_gram g
      where g.id <= edge and g.tokens @> narrowed
        and ((g.scope >= low and g.scope < high)
             or exists (select 1 from unnest(further) p(path)
                        where g.scope >= p.path collate "C" and g.scope < (left(p.path, -1) || '/') collate "C"))
      order by g.id + 0 desc limit most - count;
  elsif body is not null or person is not null then
    return query
      select g.id, g.stream from records_gram g
      where g.id < before and g.id > coalesce(edge, 0) and g.tokens @> wanted
        and exists (select 1 from records_access a
                    where a.stream = g.stream and (a.body_id = body or a.person_id = person))
      order by g.id desc limit most;
    get diagnostics count = row_count;
    if count >= most or edge is null then return; end if;
    return query
      select g.id, g.stream from records_gram g
      where g.id <= edge and g.tokens @> wanted
        and g.stream in (select a.stream from records_access a where a.body_id = body or a.person_id = person)
      order by g.id + 0 desc limit most - count;
  end if;
end $$;
revoke execute on function records_texts_holding, records_words_go from public;
grant execute on function records_texts_holding to hemei_app;
"""
UNDO = """
drop function records_texts_holding;
drop trigger records_words_erased on records_sealed;
drop trigger records_words_deleted on records_sealed;
drop function records_words_go;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0008_rollups")]

    operations = [
        migrations.RunSQL(protect("records_gram"), unprotect("records_gram")),
        migrations.RunSQL(GONE + FIND, UNDO),
    ]
