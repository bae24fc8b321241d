#!/usr/bin/env bash
# Everything that can be said of the code without running its tests. Each line must pass.
set -uo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-.venv/bin/python}
BIN=$(dirname "$PYTHON")
export PYTHONPATH="$PWD/src" TERREAU_DEMO=1
failed=()
step() {
  local name=$1; shift
  if output=$("$@" 2>&1); then echo "ok    $name"; else echo "FAIL  $name"; echo "$output" | tail -n 60; failed+=("$name"); fi
}
step "lint"              "$BIN/ruff" check .
step "format"            "$BIN/ruff" format --check .
step "types"             "$PYTHON" -m mypy src/terreau
step "contracts"         "$BIN/lint-imports"
step "django checks"     "$PYTHON" -m terreau check --fail-level WARNING
step "deployment checks" env TERREAU_BASE_URL=https://terreau.example.fr TERREAU_ALLOWED_HOSTS=terreau.example.fr TERREAU_DEMO=0 \
                         TERREAU_SECRET_KEY="$("$PYTHON" -c 'import secrets; print(secrets.token_urlsafe(50))')" \
                         "$PYTHON" -m terreau check --deploy --fail-level WARNING
step "migrations"        "$PYTHON" -m terreau makemigrations --check --dry-run
step "catalogues"        "$PYTHON" tools/catalogues.py check
step "templates"         "$BIN/djlint" src/terreau --lint --quiet
step "generated docs"    "$PYTHON" -m terreau document --check
if ((${#failed[@]})); then echo "check: ${#failed[@]} failed: ${failed[*]}"; exit 1; fi
echo "check: all passed"
