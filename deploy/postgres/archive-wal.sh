#!/bin/bash
# Puts a finished segment of PostgreSQL's write-ahead log, encrypted, into the archive. docs/backup.md tells how to set it up.
#   archive_command = 'archive-wal.sh "%p" "%f" /srv/hms-wal age1…'
# A segment is in the archive as a whole and on the disk before PostgreSQL hears so, or PostgreSQL keeps it and asks again.
set -euo pipefail
umask 027
segment=$1 name=$2 folder=$3 recipient=$4
kept=$folder/$name.zst.age
hash=$(sha256sum <"$segment")

# PostgreSQL asks again for what it was told about when it broke off before it could note so.
if [ -e "$kept" ]; then
  [ "$(cat "$kept.sha256")" = "$hash" ] && exit 0
  echo "$kept is there already, and is another segment" >&2
  exit 1
fi
zstd -q -c "$segment" | age -r "$recipient" -o "$kept.part"
echo "$hash" >"$kept.sha256"
sync "$kept.part" "$kept.sha256"
mv "$kept.part" "$kept"
sync "$folder"
