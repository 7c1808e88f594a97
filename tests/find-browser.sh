#!/bin/sh
# The tests look at the report in a browser. Root on Debian gets one; anyone else is told what to install.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium, in which the tests look at the report."
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium
else
    echo "The tests look at the report in Chromium. Install it first:  sudo apt-get install chromium" >&2
    exit 1
fi
