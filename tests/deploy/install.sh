#!/bin/sh
# What the tests of deploy/ need besides Python's packages; the recipes install the same by themselves.
set -eu
cd "$(dirname "$0")/../.."
deploy/replicas/haproxy.sh
deploy/jupyterhub/proxy.sh
tests/postgres.sh
tests/deploy/proxies.sh
