# SPDX-License-Identifier: Apache-2.0
# Sourced by every script: where the tree is, our Node first in PATH, --help.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
NODE_HOME=$ROOT/build/tools/node
export PATH="$NODE_HOME/bin:$PATH"

# Prints the comment at the top of the calling script.
usage() {
    sed -n '3,/^[^#]/s/^#\( \|$\)//p' "$0"
}

case ${1-} in
    -h | --help)
        usage
        exit 0
        ;;
esac

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}
