# For other scripts to read, after ordinary_user.sh: start a server as that user, visit it with a browser, end it.
driver=$checkout/.venv/bin/python
[ -x "$driver" ] || { echo "A browser is driven from .venv: run 'make .venv/test-ready' first." >&2; exit 1; }
log=$ordinary_home/log
tmp=$ordinary_home/tmp
port=$(cd "$checkout" && "$driver" -c 'from tests.serving import free_port; print(free_port())')

fail() {
    echo "$(basename "$0" .sh): $*" >&2
    sed 's/^/    /' "$log" >&2
    exit 1
}

# Start a server by a command, and set $address when it says that it serves, within $1 seconds.
start() {
    local seconds=$1
    shift
    as_ordinary mkdir -p "$tmp"
    : >"$log"
    # In a session of its own, with Ctrl-C in force, as in a terminal.
    as_ordinary "TMPDIR=$tmp" PYTHONUNBUFFERED=1 setsid sh -c 'echo $$ >"$0" && exec "$@"' \
        "$ordinary_home/leader" env --default-signal=INT,QUIT,HUP "$@" >"$log" 2>&1 &
    starter=$!
    address=""
    for _ in $(seq $((seconds * 5))); do
        address=$(sed -n 's/^Serving at \(http[^ ]*\) .*/\1/p' "$log")
        [ -z "$address" ] || break
        kill -0 "$starter" 2>/dev/null || fail "the server ended: $*"
        sleep 0.2
    done
    [ -n "$address" ] || fail "the server did not serve within $seconds seconds: $*"
    if grep -nE "WARN|ERROR|Traceback|pyenv|not trusted" "$log"; then
        fail "a start says what frightens: $*"
    fi
}

# A parent opens the page at $address, marks something, and sees the result.
visit() {
    "$driver" -m tests.browser.first_visit "$address" || fail "a visit to $address"
}

# End the server by a signal, as a terminal sends it to all that runs in it; nothing of it is left.
stop() {
    kill "-$1" -- "-$(<"$ordinary_home/leader")" || fail "the server is gone before its end"
    for _ in $(seq 150); do
        [ -n "$(left_running)" ] || break
        sleep 0.2
    done
    wait "$starter" || true
    [ -z "$(left_running)" ] || fail "processes are left: $(ps -o args= -p "$(left_running | paste -sd,)")"
    [ -z "$(ls -A "$tmp")" ] || fail "files are left in the temporary folder: $(ls -A "$tmp")"
    (cd "$checkout" && "$driver" -m otkit.front.port --port "$port") || fail "the port is still taken"
    git -c safe.directory="*" -C "$clone" diff --quiet || fail "the checkout is changed"
}
