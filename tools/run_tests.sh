#!/usr/bin/env bash
# Every test on SQLite; on PostgreSQL too when TERREAU_TEST_POSTGRES names a server
# (postgres://user@host/database). What cannot run is printed loudly.
set -uo pipefail
cd "$(dirname "$0")/.."
PYTHON=${PYTHON:-.venv/bin/python}
export PYTHONPATH="$PWD/src"
status=0
echo "== tests on SQLite"
env -u TERREAU_DATABASE_URL "$PYTHON" -m pytest -q -n "${TEST_PROCESSES:-$(nproc)}" -m "not journey" -rs "$@" || status=1
if [ -n "${TERREAU_TEST_POSTGRES:-}" ]; then
  echo "== tests on PostgreSQL"
  TERREAU_DATABASE_URL="$TERREAU_TEST_POSTGRES" "$PYTHON" -m pytest -q -n "${TEST_PROCESSES:-$(nproc)}" -m "not journey" -rs "$@" || status=1
else
  echo
  echo "!! SKIPPED: the tests on PostgreSQL. Name a server: TERREAU_TEST_POSTGRES=postgres://postgres@127.0.0.1:5432/postgres make test"
fi
exit $status
