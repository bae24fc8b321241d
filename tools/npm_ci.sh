#!/bin/sh
# Install the modules of one folder exactly as locked, without running their scripts.
#   tools/npm_ci.sh tests/accounts/oidc
set -eu
cd "${1:?which folder?}"
npm ci --ignore-scripts --no-audit --no-fund
