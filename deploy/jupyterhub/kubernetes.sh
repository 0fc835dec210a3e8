#!/bin/sh
# Install or upgrade the dashboard on the Kubernetes that kubectl is set up for: kubernetes.sh NAME
# NAME is the release and its namespace. The chart "jupyterhub" must be known to helm under
# jupyterhub/jupyterhub; further words go to helm: kubernetes.sh otkit --dry-run
set -eu
name=${1:?the name of the release}
shift
cd "$(dirname "$0")"
set -- --set-file hub.extraFiles.dashboard.stringData=dashboard.py "$@"
for template in templates/*.html; do
    key=$(basename "$template" .html)
    set -- --set-file "hub.extraFiles.$key.stringData=$template" "$@"
done
exec helm upgrade --install "$name" jupyterhub/jupyterhub --version 4.4.0 \
    --namespace "$name" --create-namespace --values values.yaml "$@"
