# shellcheck shell=bash
# Runs every test there is and sums them up. Each runner leaves NAME.counts ("passed failed skipped"), NAME.skips (one
# reason a line) and NAME.log in the results folder.

# A kill more than the usual ones, with the start after it, takes a second or two; of a silo, up to half a minute.
TEST_TIMEOUT_SECONDS=${LENS_TEST_TIMEOUT:-$((840 + 3 * ${LENS_KILLS:-0} + 30 * ${LENS_CLUSTER_KILLS:-0}))}
TEST_JOBS=${LENS_TEST_JOBS:-2}
FILTER=

run_tests() {
    local lane=embedded
    while (($#)); do
        case $1 in
            --lane) need_value "$1" $#; lane=$2; shift 2 ;;
            --filter) need_value "$1" $#; FILTER=$2; shift 2 ;;
            --help) usage; exit 0 ;;
            *) wrong_usage "test does not know '$1'" ;;
        esac
    done
    lane_properties "$lane" >/dev/null || wrong_usage "there is no lane '$lane'; lanes: embedded orleans torchsharp"
    RESULTS=$LENS_STATE/results
    rm -rf "$RESULTS"
    mkdir -p "$RESULTS"
    test_lane "$lane"
    sum_up
}

test_lane() {
    local other
    if [[ $1 == embedded ]]; then
        set_up_or_stop set_up_tests
        run_all
        for other in "${OTHER_LANES[@]}"; do
            note_other_lane "$other"
        done
        return
    fi
    local obstacle
    obstacle=$(lane_obstacle "$1")
    if [[ -n $obstacle ]]; then
        record_skip "$(lane_title "$1")" "$obstacle"
        return
    fi
    [[ $1 != orleans ]] || set_up_or_stop set_up_server # the default lane's, whose data this lane's tests go on with
    use_lane "$1"
    set_up_or_stop set_up_tests
    run_dotnet_tests
}

# set_up_or_stop COMMAND: a set-up that fails is one failure in the sum, so that the last line always tells.
set_up_or_stop() {
    local status
    set +e
    (set -e && with_lock "$1")
    status=$?
    set -e
    if ((status)); then
        printf '\n0 passed, 1 failed, 0 skipped\n'
        exit 1
    fi
}

note_other_lane() {
    local obstacle
    obstacle=$(lane_obstacle "$1")
    record_skip "$(lane_title "$1")" "${obstacle:-its packages restore; run ./lens test --lane $1}"
}

# record_skip TITLE REASON: counts as one skipped.
record_skip() {
    echo '0 0 1' >"$RESULTS/$1.counts"
    printf '%s: %s\n' "$1" "$2" >"$RESULTS/$1.skips"
}

run_all() {
    run_dotnet_tests
    if [[ -f $ROOT/Web/package.json ]]; then
        run_one 'Web' web_tests
        run_one 'Web pages' page_tests
    fi
    run_one 'clients/python' python_tests
    run_one 'launcher' launcher_tests
    run_one 'campaign' campaign_tests
    if [[ -f $ROOT/tests/deploy/package.json ]]; then
        run_one 'deploy' deploy_tests
    fi
}

# run_dotnet_tests: every test project, a few at a time; Ctrl-C ends them all.
run_dotnet_tests() {
    local project
    trap 'kill $(jobs -rp) 2>/dev/null; exit 1' INT TERM
    for project in "$ROOT"/tests/*/*.csproj; do
        while (($(jobs -rp | wc -l) >= TEST_JOBS)); do
            wait -n || true
        done
        run_one "$(basename "$project" .csproj)" dotnet_tests &
    done
    wait
    trap - INT TERM
}

# run_one NAME RUNNER: runs one runner and prints what came of it in one line.
run_one() {
    local name=$1 runner=$2 file="$RESULTS/${1//\//-}" started=$SECONDS counts status=0
    : >"$file.skips"
    "$runner" "$name" "$file" >"$file.log" 2>&1 </dev/null || status=$?
    counts=$("${runner}_counts" "$file")
    if ((status)) && [[ $counts =~ ^[0-9]+\ 0\  ]]; then
        counts="${counts%% *} 1 ${counts##* }" # the runner broke off: that is a failure even if no test says so
    elif [[ $counts == '0 0 0' && -z $FILTER ]]; then
        counts='0 1 0' # no test ran where there must be some
    fi
    echo "$counts" >"$file.counts"
    print_result "$name" "$counts" $((SECONDS - started))
    [[ $counts =~ ^[0-9]+\ 0\  ]] || show_failures "$file"
}

print_result() {
    local passed failed skipped
    read -r passed failed skipped <<<"$2"
    printf '%-24s %5d passed %4d failed %4d skipped %5d s\n' "$1" "$passed" "$failed" "$skipped" "$3"
}

show_failures() {
    grep -vE '^(VSTest version|Starting test|A total of|Results File)' "$1.log" | tail -n "${LENS_TEST_LOG_LINES:-60}" | sed 's/^/    /'
}

dotnet_tests() {
    local arguments=(--logger "trx;LogFileName=$1.trx" --results-directory "$RESULTS")
    [[ -z $FILTER ]] || arguments+=(--filter "$FILTER")
    timeout "$TEST_TIMEOUT_SECONDS" dotnet test "$(assembly_of "$1")" "${arguments[@]}"
}

# dotnet_tests_counts FILE: from the TRX file, whose skipped tests are in the total and nowhere else.
dotnet_tests_counts() {
    local total passed failed
    if [[ ! -f $1.trx ]]; then
        echo '0 0 0'
        return
    fi
    total=$(trx_counter "$1.trx" total)
    passed=$(trx_counter "$1.trx" passed)
    failed=$(trx_counter "$1.trx" failed)
    trx_skip_reasons "$1.trx" >"$1.skips"
    echo "$passed $failed $((total - passed - failed))"
}

trx_counter() {
    grep -m 1 -oE "<Counters [^>]*" "$1" | grep -oE " $2=\"[0-9]+\"" | grep -oE '[0-9]+'
}

trx_skip_reasons() {
    awk 'BEGIN { RS = "<UnitTestResult " }
         NR > 1 && /outcome="NotExecuted"/ && match($0, /<(Message|StdOut)>[^<]*/) {
             reason = substr($0, RSTART, RLENGTH); sub(/^<[A-Za-z]*>/, "", reason); gsub(/[\r\n]+/, " ", reason)
             gsub(/&apos;|&#39;/, "\047", reason); gsub(/&quot;/, "\"", reason); gsub(/&lt;/, "<", reason)
             gsub(/&gt;/, ">", reason); gsub(/&amp;/, "\\&", reason); print reason }' "$1"
}

python_tests() {
    run_unittest "$ROOT/clients/python"
}

# campaign_tests: the real server and the scripted annotator on a small simulated sky.
campaign_tests() {
    LENS_SERVER=$(assembly_of Api) LENS_CLIENT=$(assembly_of Cli) run_unittest "$ROOT/tests/campaign"
}

# run_unittest FOLDER: from Python 3.12 on, status 5 says that the filter left no test.
run_unittest() {
    local arguments=(discover -v -s "$1" -p 'test_*.py') status=0
    [[ -z $FILTER ]] || arguments+=(-k "$FILTER")
    timeout "$TEST_TIMEOUT_SECONDS" python3 -W error::ResourceWarning -m unittest "${arguments[@]}" || status=$?
    ((status == 0 || (status == 5 && ${#FILTER} > 0)))
}

campaign_tests_counts() {
    python_tests_counts "$1"
}

# python_tests_counts FILE: from "Ran 12 tests in 1 s" and "FAILED (failures=1, errors=2, skipped=1)".
python_tests_counts() {
    local ran failures errors skipped
    ran=$(grep -oE '^Ran [0-9]+' "$1.log" | grep -oE '[0-9]+' || echo 0)
    failures=$(last_number 'failures' "$1.log")
    errors=$(last_number 'errors' "$1.log")
    skipped=$(last_number 'skipped' "$1.log")
    sed -nE "s/^.* \.\.\. skipped ['\"](.*)['\"]$/\1/p" "$1.log" >"$1.skips"
    echo "$((ran - failures - errors - skipped)) $((failures + errors)) $skipped"
}

last_number() {
    grep -E '^(OK|FAILED) \(' "$2" | grep -oE "$1=[0-9]+" | grep -oE '[0-9]+' || echo 0
}

web_tests() {
    local arguments=()
    [[ -z $FILTER ]] || arguments=(-- -t "$FILTER")
    NO_COLOR=1 timeout "$TEST_TIMEOUT_SECONDS" npm --prefix "$ROOT/Web" test "${arguments[@]}"
}

# web_tests_counts FILE: from Vitest's "Tests  1 failed | 12 passed | 1 skipped (14)"; it calls filtered out skipped too.
web_tests_counts() {
    local line skipped
    line=$(grep -E '^ *Tests  ' "$1.log" | tail -n 1 || true)
    skipped=$(number_before skipped "$line")
    [[ -z $FILTER ]] || skipped=0
    echo "$(number_before passed "$line") $(number_before failed "$line") $skipped"
}

# number_before WORD TEXT: the sum of the numbers before this word.
number_before() {
    { grep -oE "[0-9]+ $1" <<<"$2" || true; } | awk '{ sum += $1 } END { print sum + 0 }'
}

# page_tests: on the stand-in server, and on the real one with the demo's sky.
page_tests() {
    local arguments=(-- --reporter=list --pass-with-no-tests)
    [[ -z $FILTER ]] || arguments+=(-g "$FILTER")
    LENS_SERVER=$(assembly_of Api) NO_COLOR=1 timeout "$TEST_TIMEOUT_SECONDS" npm --prefix "$ROOT/Web" run test:page "${arguments[@]}"
}

# page_tests_counts FILE: from Playwright's last lines, "  1 failed", "  2 flaky", "  1 skipped", "  12 passed (3.2s)".
page_tests_counts() {
    local lines
    lines=$(grep -E '^  [0-9]+ (passed|failed|flaky|skipped|interrupted|did not run)' "$1.log" || true)
    echo "$(number_before passed "$lines") $(($(number_before failed "$lines") + $(number_before flaky "$lines") +
        $(number_before interrupted "$lines") + $(number_before 'did not run' "$lines"))) $(number_before skipped "$lines")"
}

launcher_tests() {
    timeout "$TEST_TIMEOUT_SECONDS" bash "$ROOT/tests/launcher/run" "$FILTER"
}

launcher_tests_counts() {
    sed -nE 's/^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$/\1 \2 \3/p' "$1.log" | tail -n 1 | grep . || echo '0 0 0'
    sed -nE 's/^skip: //p' "$1.log" >"$1.skips"
}

# deploy_tests: manifests, compose file, Dockerfile, workflow and the proxy's configuration.
deploy_tests() {
    local arguments=(--test --test-reporter=tap)
    if [[ ! -d $ROOT/tests/deploy/node_modules ]]; then
        echo '# SKIP deploy: the tools that check it do not install; see .lens/logs'
        return
    fi
    [[ -z $FILTER ]] || arguments+=("--test-name-pattern=$FILTER")
    (cd "$ROOT/tests/deploy" && timeout "$TEST_TIMEOUT_SECONDS" node "${arguments[@]}")
}

# deploy_tests_counts FILE: from TAP's "# pass 12"; a suite that is skipped is in the lines only, and what is filtered out is there too.
deploy_tests_counts() {
    [[ -n $FILTER ]] || sed -nE 's/^.*# SKIP (.+)$/\1/p' "$1.log" >"$1.skips"
    echo "$(tap_number pass "$1.log") $(($(tap_number fail "$1.log") + $(tap_number cancelled "$1.log"))) $(wc -l <"$1.skips")"
}

tap_number() {
    sed -nE "s/^# $1 ([0-9]+)$/\1/p" "$2" | grep . || echo 0
}

print_skips() {
    local reasons
    reasons=$(cat "$RESULTS"/*.skips)
    [[ -n $reasons ]] || return 0
    printf '\nskipped:\n'
    sort <<<"$reasons" | uniq -c | sed -E 's/^ *([0-9]+) /  \1  /'
}

# print_failures: the tests that failed, by name, at the end, where a long log is looked at first.
print_failures() {
    local file failures
    failures=$(for file in "$RESULTS"/*.counts; do failed_tests "${file%.counts}"; done)
    [[ -z $failures ]] || printf '\nfailed:\n%s\n' "$failures"
}

# failed_tests FILE: from a TRX file, or from the lines by which the other runners mark a failure.
failed_tests() {
    {
        [[ ! -f $1.trx ]] || grep -F 'outcome="Failed"' "$1.trx" | sed -nE 's/.* testName="([^"]*)".*/\1/p'
        [[ ! -f $1.log ]] || sed -nE 's/^ *(FAIL|ERROR|not ok|✘)[: ]+(.+)$/\2/p' "$1.log"
    } | sort -u | sed "s|^|  $(basename "$1"): |"
}

sum_up() {
    local passed=0 failed=0 skipped=0 p f s file
    for file in "$RESULTS"/*.counts; do
        read -r p f s <"$file"
        passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    done
    print_skips
    print_failures
    printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    ((failed == 0))
}
