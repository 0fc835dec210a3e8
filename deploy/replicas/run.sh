#!/bin/sh
# Several dashboards behind HAProxy on this machine, on a fresh one too: deploy/replicas/run.sh 3
# Installs what is missing. PYTHON=... uses a Python that has otkit, instead of the project's .venv.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${PYTHON:-}" ]; then
    make -s -C "$here/../.." .venv/ready
    PYTHON="$here/../../.venv/bin/python"
fi
OTKIT_HAPROXY=$("$here/haproxy.sh")
export OTKIT_HAPROXY
exec "$PYTHON" "$here/replicas.py" "$@"
