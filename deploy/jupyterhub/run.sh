#!/bin/sh
# The dashboard under JupyterHub on this machine, on a fresh one too: deploy/jupyterhub/run.sh
# Installs what is missing; what it is given, it gives to jupyterhub:
#   deploy/jupyterhub/run.sh --JupyterHub.bind_url=http://0.0.0.0:80
# PYTHON=... uses a Python that has otkit[deploy], instead of the project's .venv.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${PYTHON:-}" ]; then
    root=$(cd "$here/../.." && pwd)
    make -s -C "$root" .venv/ready
    PYTHON="$root/.venv/bin/python"
    "$PYTHON" -m pip install -q -c "$root/constraints.txt" -e "$root[deploy]"
fi
"$here/proxy.sh" >/dev/null
OTKIT_HUB_STATE=${OTKIT_HUB_STATE:-$HOME/.otkit/hub}
export OTKIT_HUB_STATE
mkdir -p -m 700 "$OTKIT_HUB_STATE" "$OTKIT_HUB_STATE/visitors"
cd "$OTKIT_HUB_STATE"
exec "$PYTHON" -m jupyterhub -f "$here/jupyterhub_config.py" "$@"
