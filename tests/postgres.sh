#!/bin/sh
# Find PostgreSQL's own programs, or install Debian's package; print the folder that holds them.
set -u
find_postgresql() {
    for folder in "${OTKIT_POSTGRESQL:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
        "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/x)")" \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
        [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ] &&
            echo "$folder" && return 0
    done
    return 1
}
find_postgresql && exit 0
echo "No PostgreSQL here: installing one." >&2
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    $as_root apt-get update -qq >&2
    # No cluster of its own: the tests start theirs in a folder that they delete again.
    $as_root mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >&2
elif command -v brew >/dev/null; then
    brew install --quiet postgresql >&2
fi
find_postgresql && exit 0
echo "The room's tests need PostgreSQL. Install it, or set OTKIT_POSTGRESQL to the folder of initdb." >&2
exit 1
