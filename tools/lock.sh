#!/bin/sh
# Writes the lock files anew from pyproject.toml: exact versions with hashes, for every Python from 3.11 up and
# every platform, without the name of any registry. Arguments go to the resolver, such as `--upgrade`.
set -eu
cd "$(dirname "$0")/.."

uv=.venv/bin/uv
[ -x "$uv" ] || .venv/bin/python -m pip install --quiet uv==0.13.9

mkdir -p requirements
compile() {
    name=$1
    shift
    "$uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-annotate --no-header --quiet --output-file "requirements/$name.lock" "$@"
    echo "requirements/$name.lock: $(grep -c == "requirements/$name.lock") packages"
}

compile runtime "$@"
compile dev --group dev --constraint requirements/runtime.lock "$@"
# Only the backend, without the package's own needs.
"$uv" pip compile --group build --constraint requirements/dev.lock --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet \
    --output-file requirements/build.lock
echo "requirements/build.lock: $(grep -c == requirements/build.lock) packages"
