#!/usr/bin/env bash
# Prepares .venv for running (install.sh run) or also for developing (install.sh dev).
# EXTRAS names what `run` needs besides (EXTRAS=s3,tracing); `dev` has all of it.
# Safe to interrupt and to run again; does nothing when everything is in place.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=${1:-run}
extras=${EXTRAS:-}
venv=.venv
needed_gigabytes=6
cpu_index=https://download.pytorch.org/whl/cpu

say() { printf '==> %s\n' "$*" >&2; }
fail() {
    printf '\n' >&2
    printf '%s\n' "$@" >&2
    exit 1
}

# What an environment depends on. Moving the folder breaks its scripts, so the place is part of it.
fingerprint() { { pwd && cat pyproject.toml requirements.lock .setup/install.sh; } | cksum; }

stamp_of() { printf '%s/.ready-%s' "$venv" "$mode${1:+-$1}"; }

is_ready() {
    local stamp
    for stamp in "$(stamp_of "$extras")" "$venv/.ready-dev"; do
        [ -x "$venv/bin/fundstelle" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(fingerprint)" ] && return 0
    done
    return 1
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3 python}; do
        if is_recent "$candidate"; then
            command -v "$candidate"
            return 0
        fi
    done
    fail "Fundstelle needs Python 3.11 or newer, and there is none on this machine's PATH." \
        "Install it (Debian 12, Ubuntu 24.04: sudo apt-get install python3 python3-venv)," \
        "or name one: make run PYTHON=/path/to/python3.11"
}

check_space() {
    local free
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1048576) }')
    [ "$free" -ge "$needed_gigabytes" ] || fail \
        "Setting up needs $needed_gigabytes GB of free disk space in $(pwd), but there are $free GB." \
        "Free some space and run the same command again."
}

create_environment() {
    local python
    python=$(find_python)
    say "Creating $venv with $("$python" --version) ($python)"
    rm -rf "$venv"
    if "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        "$python" -m venv "$venv"
    elif "$python" -m virtualenv --version >/dev/null 2>&1; then
        "$python" -m virtualenv --quiet "$venv"
    else
        fail "$python cannot create virtual environments: its 'venv' module is not complete." \
            "With root (Debian, Ubuntu): sudo apt-get install python3-venv" \
            "Without root: $python -m pip install --user --break-system-packages virtualenv" \
            "Then run the same command again."
    fi
    pwd >"$venv/.place"
}

# A half-made or moved environment is made anew; a half-filled one is filled up.
is_usable() {
    [ "$(cat "$venv/.place" 2>/dev/null)" = "$(pwd)" ] && is_recent "$venv/bin/python" &&
        "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

pip_install() {
    "$venv/bin/python" -m pip install --disable-pip-version-check --constraint requirements.lock "$@"
}

# The usual index may offer torch with several gigabytes for graphics cards; its makers' own index has one without.
install_torch() {
    "$venv/bin/python" -c 'import importlib.metadata as m; m.version("torch")' 2>/dev/null && return 0
    local torch
    torch=$(grep '^torch==' requirements.lock)
    if timeout 8 "$venv/bin/python" -c \
        "import urllib.request; urllib.request.urlopen('$cpu_index/torch/', timeout=4)" 2>/dev/null; then
        say "Installing $torch for the CPU"
        pip_install --no-deps --index-url "$cpu_index" "$torch" && return 0
    fi
    say "PyTorch's own index did not deliver; torch comes with the other packages"
}

explain_failure() {
    local folder reachable=yes
    folder=$(mktemp -d)
    "$venv/bin/python" -m pip download --quiet --no-deps --no-cache-dir --retries 0 --timeout 5 --dest "$folder" \
        "$(grep '^idna==' requirements.lock)" >/dev/null 2>&1 || reachable=no
    rm -rf "$folder"
    if [ "$reachable" = no ]; then
        fail "The package index cannot be reached from this machine." \
            "Check the network, or the proxy or mirror settings of pip (HTTPS_PROXY, PIP_INDEX_URL)." \
            "Then run the same command again: it goes on where it stopped."
    fi
    fail "Installing the packages failed; the lines above say why." \
        "Run the same command again: it goes on where it stopped. 'make clean' starts afresh."
}

[[ "$extras" =~ ^[a-z0-9]*(,[a-z0-9]+)*$ ]] ||
    fail "EXTRAS is a list of names from pyproject.toml, without spaces: EXTRAS=s3,tracing" "It was: $extras"
is_ready && exit 0
say "Setting up Fundstelle; the first time this takes a few minutes"
is_usable || {
    check_space
    create_environment
}
install_torch
say "Installing the packages of requirements.lock"
if [ "$mode" = dev ]; then project='.[dev]'; else project=".${extras:+[$extras]}"; fi
pip_install --editable "$project" || explain_failure
fingerprint >"$(stamp_of "$extras")"
fingerprint >"$(stamp_of "")" # who asks for less finds it here
say "Ready"
