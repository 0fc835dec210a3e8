#!/bin/sh
# Find Chromium or Chrome for the browser's tests, or install one; say so when neither can be done.
set -u
find_browser() {
    for name in "${OTKIT_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        /Applications/Chromium.app/Contents/MacOS/Chromium; do
        [ -n "$name" ] && command -v "$name" && return 0
    done
    return 1
}
find_browser && exit 0
echo "No Chromium or Chrome here: installing one." >&2
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium >&2
elif command -v brew >/dev/null; then
    brew install --quiet --cask google-chrome >&2
fi
find_browser && exit 0
echo "The browser's tests need Chromium or Chrome. Install one, or set OTKIT_BROWSER to its path." >&2
exit 1
