# For other scripts to read: an ordinary user and a fresh clone of this checkout, for a test as most people are.
#
#   . tests/ordinary_user.sh
#   as_ordinary make test       # runs in the clone, $clone; files go to $ordinary_home
#
# Root makes a user for it; anybody else is one already and gets another home. Both are gone when the script ends.
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# What somebody needs to reach the package registries; of the rest of the caller's environment nothing is handed on.
mapfile -d '' -t kept < <(env -0 | grep -zE '^(PIP_|npm_config_|NODE_EXTRA_|SSL_CERT_|https?_proxy=|no_proxy=|OTKIT_)')
kept+=("LANG=C.UTF-8" "PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin")

if [ "$(id -u)" -eq 0 ]; then
    command -v useradd setpriv >/dev/null || { echo "Run this as an ordinary user: here root cannot make one." >&2; exit 1; }
    ordinary=otkit-$$
    useradd --create-home --shell /bin/bash "$ordinary"
    ordinary_home=$(getent passwd "$ordinary" | cut -d: -f6)
    become=(setpriv "--reuid=$ordinary" "--regid=$ordinary" --init-groups)
else
    ordinary=$(id -un)
    ordinary_home=$(mktemp -d /tmp/otkit-XXXXXX)
    become=()
fi
clone=$ordinary_home/kit
chmod 755 "$ordinary_home" # so that root's browser may look at what a server of this user wrote

# Run a command as the ordinary user, in the clone; NAME=value pairs may stand before it.
as_ordinary() {
    (cd "$clone" && exec "${become[@]}" env -i "${kept[@]}" "HOME=$ordinary_home" "USER=$ordinary" "$@")
}

# The ids of processes that run from the clone, whatever started them.
left_running() {
    ps -eo pid=,args= | awk -v folder="$ordinary_home/" -v self="$$" 'index($0, folder) && !/awk/ && $1 != self {print $1}'
}

end_ordinary_user() {
    for _ in $(seq 50); do # what ends is not gone at once
        [ -n "$(left_running)" ] || break
        for process in $(left_running); do kill -9 "$process" 2>/dev/null || true; done
        sleep 0.1
    done
    if [ "$(id -u)" -eq 0 ]; then
        userdel "$ordinary" || true
    fi
    rm -rf "$ordinary_home"
}
trap end_ordinary_user EXIT

# Not by hard links: the clone's files are given to another user.
git -c safe.directory="*" clone --quiet --no-hardlinks "$checkout" "$clone"
[ "$(id -u)" -ne 0 ] || chown -R "$ordinary:" "$ordinary_home"
