#!/usr/bin/env bash
# What a newcomer does on a bare machine, done for real: an ordinary user, a fresh clone, the system's Python, an empty
# home. `make serve`, a page in a browser, a mark, its result, the end, nothing left. Then with that installation: no
# home, a home that cannot be written to, an odd temporary folder, IPv6, a wheel outside the checkout.
# The browser is driven from the checkout's own .venv, which `make test` makes.
set -euo pipefail
started=$SECONDS
# shellcheck source=tests/ordinary_user.sh
. "$(dirname "$0")/ordinary_user.sh"
# shellcheck source=tests/visiting.sh
. "$(dirname "$0")/visiting.sh"

# One more way to be a newcomer: what it is, a signal to end it by, then NAME=value pairs and options.
also() {
    local what=$1 signal=$2
    shift 2
    start 60 "$@"
    visit
    stop "$signal"
    echo "newcomer: $what: served, seen, ended by SIG$signal, nothing left"
}

cd "$checkout"
serve=("$clone/.venv/bin/otkit" serve --port "$port")

coproc holder { "$driver" -c 'import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))):
    print("listening", flush=True)
    sys.stdin.read()' "$port"; }
read -r _ <&"${holder[0]}"
as_ordinary make serve "PORT=$port" >"$log" 2>&1 && fail "a taken port is not noticed"
grep -q "^Cannot listen on 127.0.0.1:$port: something else" "$log" || fail "a taken port is not reported"
[ ! -e "$clone/.venv" ] || fail "something was installed before the port was looked at"
holding=$holder_PID
exec {holder[1]}>&-
wait "$holding"
echo "newcomer: a taken port was reported before anything was installed"

start 600 make serve "PORT=$port"
first=$((SECONDS - started))
visit
stop INT
echo "newcomer: $("$clone/.venv/bin/python" -V) as $ordinary: from clone to first page in $first seconds"

as_ordinary mkdir -m 500 "$ordinary_home/closed"
also "home missing" TERM "HOME=$ordinary_home/closed/nowhere" "${serve[@]}"
also "no home at all" HUP env -u HOME -u USER "${serve[@]}"
also "home read-only" QUIT "HOME=$ordinary_home/closed" "${serve[@]}"
tmp="$ordinary_home/temp folder, très long/$(printf 'a%.0s' $(seq 120))"
also "odd temporary folder" TERM "${serve[@]}"
tmp=$ordinary_home/tmp
if grep -q . /proc/net/if_inet6 2>/dev/null; then
    also "IPv6" INT "${serve[@]}" --host ::1
else
    echo "newcomer: this machine has no IPv6; --host ::1 was not tried"
fi

as_ordinary .venv/bin/python -m pip wheel -q --no-deps -w "$ordinary_home/wheel" . >"$log" 2>&1 || fail "no wheel"
as_ordinary .venv/bin/python -m pip install -q --no-deps --force-reinstall "$ordinary_home"/wheel/*.whl >"$log" 2>&1 ||
    fail "the wheel is not installed"
where=$(as_ordinary env -C "$ordinary_home" "$clone/.venv/bin/python" -c 'import otkit; print(otkit.__file__)')
[[ $where == */site-packages/* ]] || fail "the wheel is not what is imported, but $where"
also "an installed wheel" TERM env -C "$ordinary_home" "${serve[@]}"
echo "newcomer: all in $((SECONDS - started)) seconds"
