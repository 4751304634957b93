# SPDX-License-Identifier: Apache-2.0
# Sourced by scripts/bench and scripts/chaos: installs, builds, then becomes the named script.
# FAIRLEAD_BUILD, if set, names a finished build and nothing is installed or built.

list_names() {
    local script
    for script in "$ROOT/$DISPATCH_FOLDER"/*.sh "$ROOT/$DISPATCH_FOLDER"/*.py; do
        # Parts that the scripts share carry no run bit.
        [ ! -x "$script" ] || basename "${script%.*}" | tr _ -
    done
}

if [ $# = 0 ]; then
    usage
    echo "Names:"
    list_names | sed 's/^/  /'
    exit 0
fi

name=$1
shift
target=
for suffix in sh py; do
    for spelling in "$name" "${name//-/_}"; do
        candidate=$ROOT/$DISPATCH_FOLDER/$spelling.$suffix
        [ ! -x "$candidate" ] || target=$candidate
    done
done
[ -n "$target" ] || die "no $DISPATCH_FOLDER/$name.sh or .py; there are: $(list_names | paste -sd ' ')"

if [ -z "${FAIRLEAD_BUILD-}" ]; then
    # shellcheck disable=SC2086
    "$ROOT/scripts/install" $DISPATCH_INSTALL >&2
    "$ROOT/scripts/build" "$DISPATCH_PRESET" $DISPATCH_TARGETS >&2
    export FAIRLEAD_BUILD=$ROOT/build/$DISPATCH_PRESET
fi
cd "$ROOT"
exec "$target" "$@"
