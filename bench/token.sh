#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# token_reads.py by its name in scripts/bench: a token.py would stand before Python's own module.
exec python3 -B "$(dirname "${BASH_SOURCE[0]}")/token_reads.py" "$@"
