#!/bin/bash
# Gives PostgreSQL a segment back that archive-wal.sh has put away.
#   restore_command = 'restore-wal.sh "%f" "%p" /srv/hms-wal /path/hospital-backup.key'
# Asked for a segment that was never archived it says so with 1, which is how recovery learns where the log ends. One that
# is there and does not open must not look like that end: a code above 125 stops the recovery.
set -euo pipefail
name=$1 target=$2 folder=$3 identity=$4
kept=$folder/$name.zst.age
[ -e "$kept" ] || exit 1
if age -d -i "$identity" "$kept" | zstd -q -d -c >"$target" && [ "$(sha256sum <"$target")" = "$(cat "$kept.sha256")" ]; then
  exit 0
fi
echo "$kept does not open with this key, or is damaged" >&2
exit 200
