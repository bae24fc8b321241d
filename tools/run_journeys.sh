#!/usr/bin/env bash
# The journeys in a real browser: Debian's Chromium (CHROMIUM= names another), axe from npm.
set -euo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-.venv/bin/python}
export PYTHONPATH="$PWD/src" CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
[ -x "$CHROMIUM" ] || { echo "!! No Chromium at $CHROMIUM: install the package chromium, or set CHROMIUM."; exit 1; }
(cd tests/journeys && npm ci --ignore-scripts --no-audit --no-fund --silent)
"$PYTHON" -m pytest -q -m journey -rs tests "$@"
