#!/bin/sh
# Prints the path of a Chromium for the browser tests: $CHROMIUM, one on PATH, one that Playwright keeps,
# or, for root on Debian or Ubuntu, one installed now.
set -eu

find_chromium() {
    for candidate in ${CHROMIUM:-} chromium chromium-browser google-chrome-stable google-chrome; do
        if command -v "$candidate" 2>/dev/null; then
            return 0
        fi
    done
    for candidate in "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome; do
        if [ -x "$candidate" ]; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

find_chromium && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "chromium: installing it for the browser tests" >&2
    { apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 || true
    find_chromium && exit 0
fi
echo "chromium: none found; install it (Debian: apt-get install chromium) or set CHROMIUM to its path" >&2
exit 1
