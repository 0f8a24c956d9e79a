#!/bin/sh
# Makes .venv with the locked packages and this package in it. Touches nothing, network included, when the lock,
# pyproject.toml and the place of the folder are those of the last time.
set -eu
cd "$(dirname "$0")/.."

say() { echo "setup: $*" >&2; }

state() {
    pwd
    cat requirements/dev.lock pyproject.toml tools/setup.sh | cksum
}

stamp=.venv/.installed
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(state)" ] && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

python=
for candidate in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    say "no Python 3.11 or newer found; install it (Debian, Ubuntu: apt-get install python3 python3-venv) or set PYTHON"
    exit 1
fi

make_venv() {
    "$python" -m venv --clear .venv >/dev/null 2>&1 || "$python" -m virtualenv --quiet --clear .venv >/dev/null 2>&1
}

# A virtual environment knows the folder it was made in: one that came along with a copy is made again.
if [ ! -f "$stamp" ] || [ "$(head -n 1 "$stamp")" != "$(pwd)" ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    if ! make_venv; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "this Python has no venv module; installing it"
            version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
            { apt-get update && { apt-get install -y "python$version-venv" || apt-get install -y python3-venv; }; } >/dev/null 2>&1 || true
        fi
        if ! make_venv; then
            say "this Python has no venv module; install it (Debian, Ubuntu: apt-get install python3-venv) and try again"
            exit 1
        fi
    fi
fi

say "$(.venv/bin/python --version), $(grep -c == requirements/dev.lock) packages into .venv"
export PIP_DISABLE_PIP_VERSION_CHECK=1
rm -f "$stamp"
.venv/bin/python -m pip install -qq --require-hashes -r requirements/dev.lock
.venv/bin/python -m pip install -qq --no-deps --no-build-isolation --no-index --editable .
state > "$stamp"
