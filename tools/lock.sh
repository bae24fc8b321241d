#!/usr/bin/env bash
# Lock the dependency tree: versions and hashes for every platform, and no address of a registry.
set -euo pipefail
cd "$(dirname "$0")/.."
options=(--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet)
"${PYTHON:-python}" -m uv pip compile pyproject.toml "${options[@]}" -o requirements/production.txt "$@"
"${PYTHON:-python}" -m uv pip compile pyproject.toml requirements/dev.in "${options[@]}" -o requirements/dev.txt "$@"
"${PYTHON:-python}" -m uv pip compile requirements/bootstrap.in "${options[@]}" -o requirements/bootstrap.txt "$@"
