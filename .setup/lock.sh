#!/usr/bin/env bash
# Writes requirements.lock: what a fresh environment gets from the ranges in pyproject.toml today.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/python" -m pip install -e '.[dev]'
{
    echo "# Written by \`make lock\`: the versions that the tests pass with. Used as constraints."
    # The local part of a version names one build, for example of torch for the CPU; others do as well.
    "$folder/bin/python" -m pip freeze --all --exclude-editable | grep -v "^pip==" | sed -E 's/^([^=]+==[^+]+)\+.*/\1/'
} >requirements.lock.new
mv requirements.lock.new requirements.lock
echo "requirements.lock: $(grep -c == requirements.lock) packages"
