#!/bin/sh
# Find Chromium or Chrome for the browser's tests, or install one; say so when neither can be done.
# `browser.sh firefox` does the same for Firefox.
set -u
if [ "${1:-}" = firefox ]; then
    what=Firefox package=firefox-esr cask=firefox own="${OTKIT_FIREFOX:-}"
    set -- firefox-esr firefox /Applications/Firefox.app/Contents/MacOS/firefox
else
    what="Chromium or Chrome" package=chromium cask=google-chrome own="${OTKIT_BROWSER:-}"
    set -- chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        /Applications/Chromium.app/Contents/MacOS/Chromium
fi
find_browser() {
    for name in "$own" "$@"; do
        [ -n "$name" ] && command -v "$name" && return 0
    done
    return 1
}
find_browser "$@" && exit 0
echo "No $what here: installing one." >&2
if command -v apt-get >/dev/null; then
    as_root=""
    [ "$(id -u)" -eq 0 ] || as_root="sudo"
    $as_root apt-get update -qq && $as_root apt-get install -y -qq "$package" >&2
elif command -v brew >/dev/null; then
    brew install --quiet --cask "$cask" >&2
fi
find_browser "$@" && exit 0
echo "The browser's tests need $what. Install one, or set OTKIT_BROWSER or OTKIT_FIREFOX to its path." >&2
exit 1
