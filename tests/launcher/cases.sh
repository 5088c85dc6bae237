# shellcheck shell=bash
# What the launcher promises, one function a promise.

case_up_on_a_fresh_tree_builds_page_and_server_and_runs_it() {
    lens up --port 0 --data "a folder"
    expect_status 0
    expect_called '^npm .* ci'
    expect_called '^npm .* run build'
    expect_called '^dotnet build .*Api.csproj.*Release'
    expect_equal "$(tail -n 1 <<<"$OUTPUT")" 'server: up --port 0 --data a folder'
    expect_in "$ERRORS" 'building the server'
}

case_up_a_second_time_is_silent_and_builds_nothing() {
    lens up
    : >"$CALLS"
    lens up
    expect_status 0
    expect_equal "$ERRORS" ''
    expect_not_called '^npm'
    expect_not_called '^dotnet build'
}

case_up_after_a_source_changed_builds_the_server_and_not_the_page() {
    lens up
    : >"$CALLS"
    echo '// new' >>"$TREE/Core/Rule.cs"
    lens up
    expect_called '^dotnet build'
    expect_not_called '^npm'
}

case_up_after_a_test_changed_builds_nothing() {
    lens up
    : >"$CALLS"
    touch "$TREE/tests/A.Tests/New.cs"
    lens up
    expect_not_called '^dotnet build'
}

case_up_runs_the_server_in_its_own_process_so_that_signals_reach_it() {
    lens up
    : >"$CALLS"
    PATH="$HERE/fakes:$PATH" "$TREE/lens" up >"$TREE/out" &
    local launcher=$!
    wait "$launcher"
    expect_called "^server pid $launcher$"
}

case_up_with_an_unknown_option_is_wrong_usage_and_sets_up_nothing() {
    lens up --prot 7000
    expect_status 2
    expect_in "$ERRORS" "up does not know '--prot'"
    expect_not_called 'build|npm|apt-get'
}

case_up_with_a_port_that_is_none_is_wrong_usage() {
    lens up --port 65536
    expect_status 2
    lens up --port
    expect_status 2
}

case_up_when_the_build_fails_shows_the_log_and_tries_again_next_time() {
    FAKE_BUILD=broken lens up
    expect_status 1
    expect_in "$ERRORS" 'error CS0103'
    lens up
    expect_status 0
}

case_up_without_the_packages_of_orleans_runs_embedded_and_says_why_first() {
    lens up
    expect_status 0
    expect_equal "$(head -n 1 <<<"$OUTPUT")" 'lane: embedded (of the Orleans lane: packages missing from the feed: Microsoft.Orleans.Runtime, Microsoft.Orleans.Sdk); one process; storage: sqlite'
}

case_up_with_the_packages_of_orleans_takes_its_lane() {
    FAKE_RESTORE=works lens up
    expect_status 0
    expect_equal "$(head -n 1 <<<"$OUTPUT")" 'lane: orleans (its packages restore); one process; storage: sqlite'
    expect_called '^dotnet build .*Api.csproj.*-p:GrainHost=Orleans'
}

case_up_where_only_azure_tables_are_missing_leaves_them_out() {
    FAKE_RESTORE=azure lens up
    expect_status 0
    expect_in "$(head -n 1 <<<"$OUTPUT")" 'lane: orleans'
    expect_called '^dotnet build .*-p:GrainHost=Orleans -p:OrleansAzure=false'
    FAKE_RESTORE=azure lens doctor
    expect_in "$OUTPUT" 'its packages restore, but for those of Azure tables'
}

case_up_a_second_time_does_not_ask_again_which_packages_restore() {
    lens up
    : >"$CALLS"
    FAKE_RESTORE=works lens up
    expect_not_called '^dotnet restore'
    expect_in "$OUTPUT" 'lane: embedded'
}

case_up_after_a_version_changed_asks_again_which_packages_restore() {
    lens up
    echo '<Project />' >"$TREE/Directory.Packages.props"
    FAKE_RESTORE=works lens up
    expect_in "$OUTPUT" 'lane: orleans'
}

case_up_after_doctor_found_the_packages_takes_the_orleans_lane() {
    lens up
    FAKE_RESTORE=works lens doctor
    lens up
    expect_in "$OUTPUT" 'lane: orleans'
}

case_up_in_the_embedded_lane_asks_no_feed() {
    lens up --lane embedded
    expect_status 0
    expect_equal "$(head -n 1 <<<"$OUTPUT")" 'lane: embedded (as asked for); one process; storage: sqlite'
    expect_not_called '^dotnet restore'
}

case_up_in_the_orleans_lane_where_it_does_not_restore_fails_with_the_reason() {
    lens up --lane orleans
    expect_status 1
    expect_in "$ERRORS" 'packages missing from the feed: Microsoft.Orleans.Runtime, Microsoft.Orleans.Sdk'
    lens up --silos 3
    expect_status 1
    expect_in "$ERRORS" 'several silos or API nodes need the Orleans lane'
}

case_up_with_wrong_cluster_options_is_wrong_usage() {
    local options
    for options in '--lane akka' '--silos' '--silos many' '--silos 0' '--api-nodes 0' '--storage paper' '--lane embedded --silos 2'; do
        # shellcheck disable=SC2086
        lens up $options
        expect_status 2
    done
    expect_not_called 'build|restore'
}

# start_cluster OPTIONS...: the launcher in the background, ready when it has printed its link; LAUNCHER is its id.
start_cluster() {
    PATH="$HERE/fakes:$PATH" "$TREE/lens" up --data "$TREE/data" --port 0 "$@" >"$TREE/out" 2>"$TREE/errors" </dev/null &
    LAUNCHER=$!
    until_in "$TREE/out" '^http'
}

# until_in FILE PATTERN: waits until the pattern is in the file, for at most half a minute.
until_in() {
    until_count 1 "$2" "$1"
}

# until_count COUNT PATTERN FILE: the same for that many lines.
until_count() {
    local i count
    for ((i = 0; i < 300; i++)); do
        count=$(grep -cE -- "$2" "$3" 2>/dev/null || true)
        ((${count:-0} < $1)) || return 0
        sleep 0.1
    done
    problem "'$2' was not $1 times in: $(<"$3")"
}

# end_cluster SIGNAL: ends the launcher; STATUS is its exit status.
end_cluster() {
    kill "-$1" "$LAUNCHER"
    STATUS=0 ERRORS=$(<"$TREE/errors")
    wait "$LAUNCHER" || STATUS=$?
}

case_up_with_silos_starts_them_before_the_node_and_stops_them_after_it() {
    FAKE_RESTORE=works start_cluster --silos 2 --gpu-silos 1 --no-demo
    end_cluster TERM
    expect_status 0
    expect_equal "$(<"$TREE/out")" "lane: orleans (its packages restore); 3 silos, 1 of them with a GPU, and 1 API node; storage: sqlite
listening on http://127.0.0.1:7001
http://127.0.0.1:7001/?token=abc"
    expect_equal "$(grep -cE '^process .*--role silo gpu=$' "$CALLS")" 2
    expect_equal "$(grep -cE '^process .*--role silo gpu=gpu$' "$CALLS")" 1
    expect_in "$(grep '^process' "$CALLS" | tail -n 1)" '--no-demo --role api'
    expect_in "$(grep '^end' "$CALLS" | head -n 1)" '--role api'
    expect_equal "$(grep -c '^end' "$CALLS")" 4
}

case_up_with_nodes_gives_each_a_port_and_only_the_first_the_demo() {
    PATH="$HERE/fakes:$PATH" FAKE_RESTORE=works "$TREE/lens" up --data "$TREE/data" --port 7000 --api-nodes 2 >"$TREE/out" 2>"$TREE/errors" </dev/null &
    LAUNCHER=$!
    until_in "$TREE/out" '^also listening on '
    end_cluster TERM
    expect_called '^process .*--data .*/data --port 7000 --role api'
    expect_called '^process .*--data .*/data --port 7001 --no-demo --role api'
}

case_up_when_a_silo_dies_starts_it_again() {
    FAKE_RESTORE=works start_cluster --silos 2
    kill -KILL "$(pgrep -P "$LAUNCHER" -f -- '--role silo' | head -n 1)"
    until_in "$TREE/errors" 'silo-[12] ended; starting it again'
    until_count 3 '^process .*--role silo' "$CALLS"
    end_cluster TERM
}

case_up_when_a_silo_dies_before_it_is_ready_fails_and_leaves_none_behind() {
    FAKE_RESTORE=works FAKE_DEATH=silo lens up --data "$TREE/data" --port 0 --silos 2
    expect_status 1
    expect_in "$ERRORS" 'ended before it was ready'
    expect_equal "$(pgrep -f -- "$TREE/artifacts")" ''
}

case_missing_packages_without_root_print_the_command_and_stop() {
    FAKE_MISSING='cmake libvips42' lens up
    expect_status 1
    expect_in "$ERRORS" 'sudo apt-get update && sudo apt-get install -y --no-install-recommends libvips42 cmake'
    expect_not_called 'apt-get'
    expect_not_called '^dotnet build'
}

case_missing_packages_as_root_are_installed_without_recommends() {
    FAKE_UID=0 FAKE_MISSING='cmake' lens up
    expect_status 0
    expect_called '^apt-get install .*--no-install-recommends .*cmake$'
    expect_not_called 'apt-get install .*libvips42'
}

case_missing_packages_with_sudo_are_installed_through_it() {
    FAKE_SUDO=yes FAKE_MISSING='cmake' lens up
    expect_status 0
    expect_called '^sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install'
}

case_missing_postgres_is_installed_without_a_server_of_its_own() {
    FAKE_UID=0 FAKE_MISSING='postgresql' LENS_DEBIAN_CONFIG=$TREE/etc lens test
    expect_status 0
    expect_called '^apt-get install .*postgresql$'
    expect_called '^asked for no server: create_main_cluster = false$'
    expect_equal "$(find "$TREE/etc" -type f)" ''
}

case_up_does_not_need_what_only_the_tests_need() {
    FAKE_MISSING='chromium' lens up
    expect_status 0
}

case_test_sums_up_all_runners_and_ends_with_the_plain_line() {
    lens test
    expect_status 0
    # 2 + 1 skipped (.NET), 5 + 1 skipped (unit) and 3 (pages), 1 + 1 skipped (Python, twice), 4 (launcher), two lanes
    expect_equal "$(tail -n 1 <<<"$OUTPUT")" '16 passed, 0 failed, 6 skipped'
    expect_in "$OUTPUT" "shared data 'sky' is not on this machine"
    expect_in "$OUTPUT" 'no moon'
    expect_in "$OUTPUT" 'Orleans lane: packages missing from the feed: Microsoft.Orleans.Runtime, Microsoft.Orleans.Sdk'
    expect_in "$OUTPUT" 'TorchSharp lane: packages missing from the feed'
}

case_test_where_torchsharp_does_not_load_says_so_and_fetches_nothing_of_it() {
    echo GLIBCXX_3.4.30 >"$TREE/libstdc++"
    LENS_LIBSTDCXX=$TREE/libstdc++ lens test
    expect_status 0
    expect_in "$OUTPUT" 'TorchSharp lane: TorchSharp does not load here: libstdc++ lacks GLIBCXX_3.4.32 (GCC 13)'
    ! grep -qE "^dotnet restore .*Tensors=TorchSharp" "$CALLS" || problem "it was restored all the same"
}

case_test_with_a_failing_test_ends_with_status_1() {
    FAKE_TEST=fail lens test
    expect_status 1
    expect_equal "$(tail -n 1 <<<"$OUTPUT")" '15 passed, 1 failed, 6 skipped'
    expect_in "$OUTPUT" 'Expected: 1'
    expect_in "$OUTPUT" "$(printf 'failed:\n  A.Tests: Moon.Rises')"
}

case_test_tells_every_reason_for_a_skip_however_many_there_are() {
    local number
    for number in {1..1000}; do # more than a pipe holds
        printf 'skip: reason %s %0200d\n' "$number" 0
    done >"$TREE/reasons"
    echo "cat '$TREE/reasons'; echo '4 passed, 0 failed, 1000 skipped'" >"$TREE/tests/launcher/run"
    lens test
    expect_equal "$(grep -c 'reason [0-9]* 0' <<<"$OUTPUT")" 1000
}

case_test_with_a_host_that_dies_counts_a_failure() {
    FAKE_TEST=crash lens test
    expect_status 1
    expect_equal "$(tail -n 1 <<<"$OUTPUT")" '14 passed, 1 failed, 5 skipped'
}

case_test_with_a_project_that_runs_no_test_counts_a_failure() {
    FAKE_TEST=none lens test
    expect_status 1
    expect_in "$(tail -n 1 <<<"$OUTPUT")" '1 failed'
}

case_test_with_a_broken_build_still_ends_with_the_plain_line() {
    FAKE_BUILD=broken lens test
    expect_status 1
    expect_equal "$(tail -n 1 <<<"$OUTPUT")" '0 passed, 1 failed, 0 skipped'
}

case_test_passes_the_filter_to_every_runner() {
    lens test --filter Moon
    expect_status 0
    expect_called '^dotnet test .*--filter Moon'
    expect_called '^npm .* test -- -t Moon'
    expect_called '^npm .*test:page .*-g Moon'
}

case_test_builds_and_runs_a_project_that_has_just_appeared() {
    lens test
    mkdir "$TREE/tests/B.Tests"
    touch "$TREE/tests/B.Tests/B.Tests.csproj"
    lens test
    expect_called '^dotnet test .*LensGrains.B.Tests.dll'
    expect_in "$(<"$TREE/.lens/all.slnx")" '../tests/B.Tests/B.Tests.csproj'
}

case_test_of_a_lane_that_does_not_restore_is_one_skip_with_its_reason() {
    lens test --lane orleans
    expect_status 0
    expect_equal "$(tail -n 1 <<<"$OUTPUT")" '0 passed, 0 failed, 1 skipped'
    expect_in "$OUTPUT" 'packages missing from the feed: Microsoft.Orleans.Runtime, Microsoft.Orleans.Sdk'
    expect_called '^dotnet restore .*-p:GrainHost=Orleans'
}

case_test_of_a_lane_that_restores_runs_from_its_own_artifacts() {
    FAKE_RESTORE=works lens test --lane orleans
    expect_status 0
    expect_called '^dotnet build .*-p:GrainHost=Orleans'
    expect_called '^dotnet test .*/artifacts/orleans-system/'
}

case_test_of_an_unknown_lane_is_wrong_usage() {
    lens test --lane akka
    expect_status 2
}

case_doctor_as_json_lists_findings_and_changes_nothing() {
    lens doctor --json
    expect_status 0
    expect_equal "$(python3 -c 'import json, sys; print(len({row["state"] for row in json.load(sys.stdin)}))' <<<"$OUTPUT")" 2
    expect_not_called 'apt-get|npm .*ci|dotnet build'
}

case_doctor_asks_the_client_about_data_and_server_once_it_is_built() {
    lens status
    lens doctor --json --data 'a folder'
    expect_status 0
    expect_called '^dotnet exec .*Cli.dll doctor --json --data a folder$'
    expect_equal "$(python3 -c 'import json, sys; print(json.load(sys.stdin)[-1]["name"])' <<<"$OUTPUT")" 'running server'
    FAKE_CLIENT=unsound lens doctor
    expect_status 1
    expect_in "$OUTPUT" 'malformed'
}

case_doctor_with_a_missing_package_says_so_and_ends_with_status_1() {
    FAKE_UID=0 FAKE_MISSING='cmake' lens doctor
    expect_status 1
    expect_in "$OUTPUT" 'missing  cmake'
    expect_not_called 'apt-get'
}

case_any_other_command_goes_to_the_client() {
    lens token create --annotator ana
    expect_status 0
    expect_equal "$OUTPUT" 'client: token create --annotator ana'
}

case_help_names_every_command() {
    lens help
    expect_status 0
    local command
    for command in up test bench doctor; do
        expect_in "$OUTPUT" "  $command "
    done
}

check_with_shellcheck() {
    if ! command -v shellcheck >/dev/null; then
        skip_case 'shellcheck is not installed'
    elif (cd "$REPOSITORY" && shellcheck -x lens .ci/run tests/launcher/run tests/launcher/fakes/*); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
}
