# Shared by the scripts beside it: steps with a time limit, a line per step, a summary at the end.
# Sourced by bash; does nothing by itself.
# shellcheck shell=bash

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$project/build/logs
started=$SECONDS
deadline=0  # seconds since the script began after which no step may run; 0: none
failed_steps=()
current_step=

say() { printf '%s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The distribution decides which clang there is: 14 on Debian 12, 19 on Debian 13.
tool() {
    local name=$1 candidate
    for candidate in "$name-14" "$name-19" "$name"; do
        if command -v "$candidate" >/dev/null; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

jobs() { nproc; }

# Where this machine gets its own packages from.
debian_mirror() {
    {
        sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources
        sed -n 's/^deb *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\).*/\2/p' /etc/apt/sources.list \
            /etc/apt/sources.list.d/*.list
    } 2>/dev/null | grep -E '/debian/?$' | head -n 1
}

begin_steps() {
    mkdir -p "$logs"
    rm -f "$logs"/*.log "$logs"/*.xml "$logs"/*.txt
    trap stop_current_step INT TERM
}

# The limit runs in a process group of its own, which gets the signal whole.
stop_current_step() {
    trap - INT TERM
    if [[ -n $current_step ]]; then kill -TERM "$current_step" 2>/dev/null || true; fi
    say "interrupted"
    exit 130
}

# step NAME LIMIT COMMAND...: runs the command for LIMIT seconds at most, its output in
# build/logs/NAME.log, and says how it went. Returns the command's status; remembers failures.
step() {
    local name=$1 limit=$2 begun=$SECONDS status=0
    shift 2
    local log=$logs/$name.log
    if ((deadline > 0)); then
        local left=$((deadline - (SECONDS - started)))
        if ((left < 20)); then
            say "$(printf '[%5s] %-18s NOT RUN: the time for the whole run is used up' '-' "$name")"
            failed_steps+=("$name (no time left)")
            return 1
        fi
        if ((left < limit)); then limit=$left; fi
    fi
    timeout --kill-after=10 "$limit" "$@" >"$log" 2>&1 &
    current_step=$!
    wait "$current_step" || status=$?
    current_step=
    local took=$((SECONDS - begun))
    case $status in
        0) say "$(printf '[%4ss] %-18s ok' "$took" "$name")" ;;
        124 | 137)
            say "$(printf '[%4ss] %-18s FAILED: stopped at its limit of %ss' "$took" "$name" "$limit")"
            ;;
        *) say "$(printf '[%4ss] %-18s FAILED (%s)' "$took" "$name" "$status")" ;;
    esac
    if ((status != 0)); then
        failed_steps+=("$name")
        say "---- the end of $log"
        tail -n 60 "$log"
        say "----"
    fi
    return "$status"
}

# skip_step NAME REASON: a step that cannot run here.
skip_step() {
    say "$(printf '[%5s] %-18s SKIPPED: %s' '-' "$1" "$2")"
    printf '%s\t%s\n' "$1" "$2" >>"$logs/skipped_steps.txt"
}

# build PRESET LIMIT [TARGET...] [-- CMAKE_OPTIONS...]
build() {
    local preset=$1 limit=$2 targets=() options=()
    shift 2
    while (($# > 0)) && [[ $1 != -- ]]; do
        targets+=(--target "$1")
        shift
    done
    if (($# > 0)); then
        shift
        options=("$@")
    fi
    cd "$project" || return
    step "configure-$preset" 120 cmake --preset "$preset" "${options[@]}" || return
    step "build-$preset" "$limit" cmake --build --preset "$preset" -j "$(jobs)" "${targets[@]}"
}

# run_tests NAME PRESET LABELS LIMIT JOBS: LABELS is a regular expression, as ctest takes it. A tier
# without tests fails, but for other people's products: there may be none yet.
run_tests() {
    local name=$1 preset=$2 labels=$3 limit=$4 parallel=$5 if_none=error
    if [[ $labels == '^interop'* ]]; then if_none=ignore; fi
    cd "$project" || return
    step "$name" "$limit" ctest --test-dir "build/$preset" -L "$labels" -j "$parallel" \
        --output-on-failure --timeout 300 "--no-tests=$if_none" --output-junit "$logs/$name.xml"
}

# The list of what was skipped, then one line of figures. Returns 1 if anything failed.
finish() {
    local figures=0
    python3 "$project/scripts/summary.py" "$logs" || figures=1
    say "took $((SECONDS - started)) s"
    if ((${#failed_steps[@]} > 0)); then
        say "FAILED steps: ${failed_steps[*]}"
        figures=1
    fi
    tail -n 1 "$logs/summary.txt" 2>/dev/null || true
    return "$figures"
}
