#!/bin/sh
# Find HAProxy, or install Debian's package; print its path.
set -u
find_haproxy() {
    for name in "${OTKIT_HAPROXY:-}" haproxy /usr/sbin/haproxy /opt/homebrew/bin/haproxy; do
        [ -n "$name" ] && command -v "$name" && return 0
    done
    return 1
}
find_haproxy && exit 0
echo "No HAProxy here: installing one." >&2
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    $as_root apt-get update -qq >&2
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends haproxy >&2
elif command -v brew >/dev/null; then
    brew install --quiet haproxy >&2
fi
find_haproxy && exit 0
echo "Several servers need HAProxy 2.4 or newer. Install it, or set OTKIT_HAPROXY to its path." >&2
exit 1
