#!/bin/sh
# Runs every static check; one line for each that holds, the whole output of each that does not.
set -u
cd "$(dirname "$0")/.."

failed=0
check() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok      $name"
    else
        echo "FAILED  $name ($*)"
        echo "$output"
        failed=1
    fi
}

check "style" .venv/bin/ruff check --quiet .
check "layout" .venv/bin/ruff format --check --quiet .
check "types" .venv/bin/mypy
check "who imports whom" .venv/bin/lint-imports --no-logo
check "documents" .venv/bin/python -m tools.docs_check
check "requirements page" .venv/bin/python -m tools.requirements_page --check
check "rights page" .venv/bin/python -m tools.rights_page --check
check "events page" .venv/bin/python -m tools.events_page --check
check "vendored files" .venv/bin/python -m tools.vendored
exit $failed
