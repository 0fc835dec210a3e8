#!/bin/sh
# Find nginx, Caddy and sqlite3, or install Debian's packages; none is started as a service.
set -u
PATH=$PATH:/usr/sbin:/opt/homebrew/bin
missing=""
command -v nginx >/dev/null || missing="$missing nginx-light"
command -v caddy >/dev/null || missing="$missing caddy"
command -v sqlite3 >/dev/null || missing="$missing sqlite3"
[ -n "$missing" ] || exit 0
echo "Not here:$missing. Installing it." >&2
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    $as_root apt-get update -qq >&2
    # RUNLEVEL: Debian starts no service then.
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >&2
elif command -v brew >/dev/null; then
    # shellcheck disable=SC2086
    brew install --quiet $(echo "$missing" | sed 's/nginx-light/nginx/; s/sqlite3/sqlite/') >&2
fi
for program in nginx caddy sqlite3; do
    command -v $program >/dev/null || { echo "The tests of deploy/ need $program. Install it." >&2; exit 1; }
done
