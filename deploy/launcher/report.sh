# shellcheck shell=bash
# How the launcher talks: steps with their progress on standard error, output of the step in a log.

fail() {
    printf 'lens: %s\n' "$1" >&2
    exit 1
}

# tick LABEL: shows that a long step is alive; a counter on a terminal, a line every 20 s elsewhere.
tick() {
    local started=$SECONDS
    while sleep 1 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        if [[ -t 2 ]]; then
            printf '\r%s … %d s ' "$1" $((SECONDS - started)) >&2
        elif (((SECONDS - started) % 20 == 0)); then
            printf '%s … %d s\n' "$1" $((SECONDS - started)) >&2
        fi
    done
}

# what_went_wrong LOG: the errors of a build, each once, or the end of any other log.
what_went_wrong() {
    grep -E '(error|ERR!) ' "$1" | sort -u | head -n 30 | grep . || tail -n 40 "$1"
}

# step LABEL COMMAND...: runs a long command; its output goes to a log, whose end is shown when it fails.
step() {
    local label=$1 started=$SECONDS log ticker status=0
    shift
    log=$LENS_STATE/logs/${label//[^a-zA-Z0-9]/-}.log
    mkdir -p "$LENS_STATE/logs"
    [[ -t 2 ]] || printf '%s …\n' "$label" >&2
    tick "$label" >/dev/null 9>&- &
    ticker=$!
    "$@" >"$log" 2>&1 </dev/null 9>&- || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    [[ ! -t 2 ]] || printf '\r' >&2
    if ((status)); then
        printf '%s: failed after %d s\n' "$label" $((SECONDS - started)) >&2
        what_went_wrong "$log" >&2
        fail "$label failed; the whole log: ${log#"$ROOT"/}"
    fi
    printf '%s: %d s   \n' "$label" $((SECONDS - started)) >&2
}

# with_lock FUNCTION...: one set-up at a time in this checkout; others wait for it. What a step leaves running (the
# compiler's server) must not keep the lock, so steps close descriptor 9.
with_lock() {
    mkdir -p "$LENS_STATE"
    exec 9>"$LENS_STATE/lock"
    if ! flock --nonblock 9; then
        echo 'another set-up is running in this checkout; waiting for it …' >&2
        flock 9
    fi
    "$@"
    exec 9>&-
}
