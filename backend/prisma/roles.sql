-- The roles of HMS, for a superuser to run once for each server; safe to run again. They get their passwords apart:
--   alter role hms_app password '…';
-- hms_owner owns the tables and migrates, hms_app is the API and sees what row-level security lets it see, hms_backup
-- reads everything and writes nothing.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['hms_owner', 'hms_app', 'hms_backup'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I login', role_name);
    end if;
  end loop;
end
$$;

alter role hms_owner nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role hms_app nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
alter role hms_backup nosuperuser nocreatedb nocreaterole noreplication bypassrls;
alter role hms_backup set default_transaction_read_only = on;
-- A session whose client fell silent amid its work, as behind a broken network, would keep its locks for hours.
alter role hms_app set idle_in_transaction_session_timeout = '60s';
-- The API hangs up on a statement after five seconds; one that waits for a lock would not notice, and sessions pile up.
do $$
begin
  alter role hms_app set client_connection_check_interval = '2s';
exception when invalid_parameter_value then
  -- Where the operating system cannot tell (Windows), such a session stays until it gets its lock.
  null;
end
$$;
grant pg_read_all_data to hms_backup;

-- Some errors quote the value that they are about, which can be a patient's. What the API is refused it logs by itself, by
-- code and constraint. Only a superuser may say so; on a hosted server its operator has to.
do $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    alter role hms_app set log_min_messages = fatal;
  end if;
end
$$;
