#!/bin/sh
# Find the proxy that JupyterHub needs, or install it beside this file; print its path.
set -eu
cd "$(dirname "$0")"
proxy="$PWD/node_modules/.bin/configurable-http-proxy"
wanted=$(sed -n 's/.*"configurable-http-proxy": "\(.*\)".*/\1/p' package.json)
if [ ! -x "$proxy" ] || [ "$("$proxy" --version)" != "$wanted" ]; then
    echo "No configurable-http-proxy $wanted here: installing it." >&2
    if ! command -v npm >/dev/null; then
        if command -v apt-get >/dev/null; then
            as_root=""
            [ "$(id -u)" -eq 0 ] || as_root="sudo"
            $as_root apt-get update -qq >&2
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends npm >&2
        elif command -v brew >/dev/null; then
            brew install --quiet node >&2
        fi
    fi
    if ! command -v npm >/dev/null; then
        echo "JupyterHub's proxy needs Node.js 18 or newer with npm. Install them first." >&2
        exit 1
    fi
    npm install --silent --no-package-lock --no-audit --no-fund >&2
fi
echo "$proxy"
