# shellcheck shell=bash
# Several processes on this machine: storage, then silos, then API nodes; or storage and the one server. What dies is
# started again; a signal ends all of them by their process ids, those in front first.

declare -A CLUSTER_PIDS=() CLUSTER_STARTED=()
CLUSTER_STOPPING=
QUICK_DEATHS=0
AZURITE_PID=
AZURITE_KEY='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
MOST_QUICK_DEATHS=5

# Processes of one machine tell each other's end apart from a pause sooner than those of a data centre should.
set_cluster_timings() {
    export LensGrains__Cluster__ProbeSeconds=${LensGrains__Cluster__ProbeSeconds:-3}
    export LensGrains__Cluster__MissedProbes=${LensGrains__Cluster__MissedProbes:-2}
    export LensGrains__Cluster__TableRefreshSeconds=${LensGrains__Cluster__TableRefreshSeconds:-5}
    export LensGrains__Cluster__AliveSeconds=${LensGrains__Cluster__AliveSeconds:-2}
    export LensGrains__Cluster__GatewayRefreshSeconds=${LensGrains__Cluster__GatewayRefreshSeconds:-2}
    export Logging__LogLevel__Orleans=${Logging__LogLevel__Orleans:-Warning}
}

run_cluster() {
    local silos=() nodes=() i
    if is_cluster; then
        for ((i = 1; i <= UP_SILOS; i++)); do silos+=("silo-$i"); done
        for ((i = 1; i <= UP_GPU_SILOS; i++)); do silos+=("gpu-silo-$i"); done
        for ((i = 1; i <= UP_NODES; i++)); do nodes+=("api-$i"); done
        set_cluster_timings
    else
        nodes=(server-1)
    fi
    mkdir -p "$UP_DATA/logs"
    trap 'stop_cluster; exit 0' INT TERM
    trap 'stop_cluster' EXIT
    start_storage
    start_each "${silos[@]}"
    start_each "${nodes[@]}"
    announce "${nodes[@]}"
    watch_cluster
}

# start_storage: start_storage_NAME starts the storage's own server and says in the environment where it is.
start_storage() {
    [[ $UP_STORAGE != sqlite ]] || return 0
    declare -F "start_storage_$UP_STORAGE" >/dev/null || fail "the launcher cannot start the storage '$UP_STORAGE'"
    "start_storage_$UP_STORAGE"
}

# PostgreSQL in the data folder, reached through a socket there, with the product's tables in it.
start_storage_postgres() {
    local connection
    postgres_bin >/dev/null || ensure_packages postgresql
    connection=$(postgres_start "$UP_DATA/postgres") || fail 'PostgreSQL does not start'
    export LensGrains__Storage__Provider=postgres LensGrains__Storage__ConnectionString=$connection
    dotnet exec "$(assembly_of Cli)" storage init >"$UP_DATA/logs/storage-init.log" || fail 'the tables cannot be made in PostgreSQL'
}

stop_storage_postgres() {
    postgres_stop "$UP_DATA/postgres"
}

# The emulator of Azure Storage, with its files in the data folder. Name and key of its account are the emulator's own, known to all.
start_storage_azurite() {
    local program=$ROOT/tests/azurite/node_modules/azurite/dist/src/blob/main.js log port
    declare -F ensure_azurite >/dev/null || fail 'this version has no storage emulator to start'
    ensure_azurite
    [[ -f $program ]] || fail 'the storage emulator cannot be fetched'
    log=$(log_of storage)
    : >"$log"
    setpriv --pdeathsig TERM setsid node "$program" --blobHost 127.0.0.1 --blobPort 0 --location "$(realpath -m "$UP_DATA/azurite")" \
        --silent --skipApiVersionCheck --disableTelemetry >>"$log" 2>&1 </dev/null &
    AZURITE_PID=$!
    until port=$(grep -m 1 -oE 'listens on http://127\.0\.0\.1:[0-9]+' "$log" | grep -oE '[0-9]+$'); do
        kill -0 "$AZURITE_PID" 2>/dev/null || fail "the storage emulator does not start; its log: $log"
        sleep 0.1
    done
    export LensGrains__Storage__Provider=azure
    export LensGrains__Storage__ConnectionString="DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=$AZURITE_KEY;BlobEndpoint=http://127.0.0.1:$port/devstoreaccount1;"
}

stop_storage_azurite() {
    kill -TERM "$AZURITE_PID" 2>/dev/null || true
    wait "$AZURITE_PID" 2>/dev/null || true
}

start_each() {
    local name
    for name in "$@"; do
        : >"$(log_of "$name")"
        start_process "$name"
    done
    for name in "$@"; do
        await_listening "$name"
    done
}

log_of() {
    printf '%s/logs/%s.log\n' "$UP_DATA" "$1"
}

# start_process NAME: in a session of its own, so that Ctrl-C reaches the launcher alone, and ended with it if it is killed.
start_process() {
    local arguments settings=()
    mapfile -t arguments < <(arguments_of "$1")
    [[ $1 != gpu-silo-* ]] || settings=(LensGrains__Cluster__Metadata__accelerator=gpu)
    env "${settings[@]}" setpriv --pdeathsig TERM setsid dotnet exec "$(assembly_of Api)" "${arguments[@]}" \
        >>"$(log_of "$1")" 2>&1 </dev/null &
    CLUSTER_PIDS[$1]=$!
    CLUSTER_STARTED[$1]=$SECONDS
}

# arguments_of NAME: one a line. Node n listens n - 1 ports behind the first; only the first makes the demo.
arguments_of() {
    local number=${1##*-} port=$UP_PORT
    case $1 in
        server-1) printf '%s\n' "${SERVER_ARGUMENTS[@]}" ;;
        api-1) printf '%s\n' "${SERVER_ARGUMENTS[@]}" --role api ;;
        api-*)
            ((port == 0)) || port=$((port + number - 1))
            printf '%s\n' "${SERVER_ARGUMENTS[@]}" --port "$port" --no-demo --role api | only_last_port
            ;;
        *) printf '%s\n' --data "$UP_DATA" --port 0 --role silo ;;
    esac
}

# only_last_port: of several --port options the last one counts; the server takes one only. The same goes for --no-demo.
only_last_port() {
    awk '{ line[NR] = $0 }
         END { for (i = 1; i <= NR; i++) { if (line[i] == "--port") port = i; if (line[i] == "--no-demo") demo = i }
               for (i = 1; i <= NR; i++) {
                   if (line[i] == "--port" && i != port) { i++; continue }
                   if (line[i] == "--no-demo" && i != demo) continue
                   print line[i] } }'
}

await_listening() {
    local log
    log=$(log_of "$1")
    until grep -q '^listening on ' "$log"; do
        kill -0 "${CLUSTER_PIDS[$1]}" 2>/dev/null || { tail -n 20 "$log" >&2; fail "$1 ended before it was ready; its log: $log"; }
        sleep 0.1
    done
}

# announce NODES...: the first node's address and link as a single server prints them, then where the others are.
announce() {
    local node
    grep -hE -m 2 '^(listening on |http)' "$(log_of "$1")"
    for node in "${@:2}"; do
        grep -h -m 1 '^listening on ' "$(log_of "$node")" | sed 's/^listening/also listening/'
    done
}

watch_cluster() {
    local gone name
    while true; do
        { wait -n -p gone "${CLUSTER_PIDS[@]}" || true; } 2>/dev/null # the shell's own words about it
        [[ -n ${gone:-} ]] || continue
        for name in "${!CLUSTER_PIDS[@]}"; do
            [[ ${CLUSTER_PIDS[$name]} != "$gone" ]] || start_again "$name"
        done
    done
}

# start_again NAME: unless processes keep dying as soon as they start.
start_again() {
    printf 'lens: %s ended; starting it again (log: %s)\n' "$1" "$(log_of "$1")" >&2
    if ((SECONDS - CLUSTER_STARTED[$1] < 10)); then
        QUICK_DEATHS=$((QUICK_DEATHS + 1))
    else
        QUICK_DEATHS=0
    fi
    ((QUICK_DEATHS < MOST_QUICK_DEATHS)) || fail 'processes of the cluster die as soon as they start'
    start_process "$1"
}

stop_cluster() {
    [[ -z $CLUSTER_STOPPING ]] || return 0
    CLUSTER_STOPPING=1
    stop_each 'api-*'
    stop_each 'server-*'
    stop_each '*silo-*'
    if declare -F "stop_storage_$UP_STORAGE" >/dev/null; then
        "stop_storage_$UP_STORAGE"
    fi
}

# stop_each PATTERN: SIGTERM, and wait for what is under way.
stop_each() {
    local name
    for name in "${!CLUSTER_PIDS[@]}"; do
        # shellcheck disable=SC2053
        [[ $name != $1 ]] || kill -TERM "${CLUSTER_PIDS[$name]}" 2>/dev/null || true
    done
    for name in "${!CLUSTER_PIDS[@]}"; do
        # shellcheck disable=SC2053
        [[ $name != $1 ]] || wait "${CLUSTER_PIDS[$name]}" 2>/dev/null || true
    done
}
