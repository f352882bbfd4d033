#!/usr/bin/env bash
# Everything of which `uv run pytest` takes a sample: all tests, each notebook used in every order,
# each notebook on other processors and under other settings. It takes hours, so it runs weekly.
# What comes after a failure runs too.
set -uo pipefail
cd "$(dirname "$0")/../.."

status=0
bash .ci/run -m "" || status=1
uv run python tests/tools/any_order.py || status=1
uv run python tests/tools/stability.py || status=1
exit $status
