#!/bin/sh
# Prints a Python 3.10 for Rasa: RASA_PYTHON, python3.10 on PATH, pyenv's, else one that uv fetches.
set -eu
uv=$1
works() {
  [ -n "$1" ] && "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1
}
if [ -n "${RASA_PYTHON:-}" ]; then
  works "$RASA_PYTHON" || { echo "puente: RASA_PYTHON is not a Python 3.10: $RASA_PYTHON" >&2; exit 1; }
  echo "$RASA_PYTHON"
  exit 0
fi
if works "$(command -v python3.10 || true)"; then
  "$(command -v python3.10)" -c 'import sys; print(sys.executable)'
  exit 0
fi
# pyenv's own folder, by its variable, by its shims on PATH, or where it usually is.
roots=${PYENV_ROOT:-}
old_ifs=$IFS
IFS=:
for folder in $PATH; do
  case $folder in */shims) roots="$roots:${folder%/shims}" ;; esac
done
for root in $roots "${HOME:-/nonexistent}/.pyenv"; do
  for python in "$root"/versions/3.10.*/bin/python; do
    if works "$python"; then
      echo "$python"
      exit 0
    fi
  done
done
IFS=$old_ifs
echo "puente: no Python 3.10 here, fetching one for Rasa" >&2
"$uv" python install --quiet 3.10 >&2
"$uv" python find 3.10
