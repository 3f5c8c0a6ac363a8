#!/bin/sh
# Gets what the tests need for real, where it is missing: published schemas, a browser and a PostgreSQL server.
set -u
.venv/bin/python deploy/published-schemas.py
have_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
have_postgres() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
want=""
have_browser || want="$want chromium"
have_postgres || want="$want postgresql"
[ -z "$want" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "puente: installing$want for the tests" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $want >/dev/null 2>&1
fi
have_browser || .venv/bin/python -m playwright install chromium >/dev/null 2>&1 || true
have_browser || echo "puente: no chromium and no way to install it; browser tests will say so" >&2
have_postgres || echo "puente: no PostgreSQL server and no way to install it; storage tests run on SQLite only" >&2
exit 0
