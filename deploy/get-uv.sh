#!/bin/sh
# Installs uv of the given version into .tools/bin, with whatever Python there is.
set -eu
version=$1
for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
  command -v "$python" >/dev/null 2>&1 || continue
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null || continue
  rm -rf .tools
  if "$python" -m venv .tools 2>/dev/null && .tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$version"; then
    exit 0
  fi
  # Debian without python3-venv: install beside it and link the binary.
  rm -rf .tools && mkdir -p .tools/bin
  if "$python" -m pip install --quiet --disable-pip-version-check --target .tools/lib "uv==$version"; then
    ln -s ../lib/bin/uv .tools/bin/uv
    exit 0
  fi
done
echo "puente: no Python that can install uv was found; install uv $version yourself and run make again" >&2
exit 1
