#!/bin/sh
# Run once by the PostgreSQL image, as its superuser and through its socket, when the data folder is empty.
set -eu

as_superuser() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres "$@"
}

as_superuser --file /hms/roles.sql
as_superuser \
  --set owner="$HMS_OWNER_PASSWORD" --set app="$HMS_APP_PASSWORD" --set backup="$HMS_BACKUP_PASSWORD" <<'SQL'
alter role hms_owner password :'owner';
alter role hms_app password :'app';
alter role hms_backup password :'backup';
create database hms owner hms_owner template template0;
revoke all on database hms from public;
grant connect on database hms to hms_app, hms_backup;
SQL
