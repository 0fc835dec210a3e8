#!/usr/bin/env bash
# Each Python with the pinned and with the lowest versions that pyproject.toml allows, as an ordinary user and, where
# root runs this, as root: installed, started, visited with a browser, ended. Prints the table of CONTRIBUTING.md.
#   make matrix PYTHONS="/usr/bin/python3 /opt/python3.13/bin/python3"     # each readable by an ordinary user
set -euo pipefail
# shellcheck source=tests/ordinary_user.sh
. "$(dirname "$0")/ordinary_user.sh"
# shellcheck source=tests/visiting.sh
. "$(dirname "$0")/visiting.sh"
cd "$checkout"
users=(ordinary)
[ "$(id -u)" -ne 0 ] || users+=(root)

echo "Tried on $(date +%Y-%m-%d), $(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-$(uname -s)}"), $(uname -m)."
echo
echo "| Python | versions | user | seconds to install | seconds to the first page |"
echo "|---|---|---|---|---|"
for python in "$@"; do
    for constraints in constraints.txt constraints-lowest.txt; do
        venv=$ordinary_home/venv
        began=$SECONDS
        as_ordinary "$python" -m venv --clear "$venv" >"$log" 2>&1 || fail "$python makes no .venv"
        as_ordinary "$venv/bin/python" -m pip install -q -c "$constraints" . >"$log" 2>&1 ||
            fail "$python does not install with $constraints"
        installed=$((SECONDS - began))
        for user in "${users[@]}"; do
            (
                [ "$user" = ordinary ] || become=()
                began=$SECONDS
                start 120 env -C "$ordinary_home" "$venv/bin/otkit" serve --port "$port"
                first=$((SECONDS - began))
                visit
                stop TERM
                echo "| $("$venv/bin/python" -V | cut -d' ' -f2) | $constraints | $user | $installed | $first |"
            )
        done
        rm -rf "$venv" "$clone/build"
    done
done
