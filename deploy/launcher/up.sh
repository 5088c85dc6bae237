# shellcheck shell=bash
# ./lens up: which lane runs, how many processes, and what each is told.

UP_LANE=auto UP_SILOS=1 UP_GPU_SILOS=0 UP_NODES=1 UP_STORAGE=sqlite UP_DATA=data UP_PORT=6543
SERVER_ARGUMENTS=()

run_up() {
    [[ ${1:-} != --help ]] || { usage; exit 0; }
    read_up_options "$@"
    choose_lane
    with_lock set_up_server
    [[ $UP_STORAGE == sqlite ]] || with_lock set_up_cli
    export ASPNETCORE_CONTENTROOT=${ASPNETCORE_CONTENTROOT:-$ROOT/Api}
    if is_cluster || [[ $UP_STORAGE != sqlite ]]; then
        run_cluster
    else
        exec dotnet exec "$(assembly_of Api)" "${SERVER_ARGUMENTS[@]}"
    fi
}

# read_up_options ARGUMENTS...: the launcher's own options go into UP_*, all others to the server.
read_up_options() {
    while (($#)); do
        case $1 in
            --no-demo) SERVER_ARGUMENTS+=("$1"); shift; continue ;;
            --port | --data | --bind | --catalog | --lane | --silos | --gpu-silos | --api-nodes | --storage) need_value "$1" $# ;;
            *) wrong_usage "up does not know '$1'" ;;
        esac
        read_up_option "$1" "$2"
        shift 2
    done
    ((UP_SILOS + UP_GPU_SILOS > 0)) || wrong_usage 'a cluster needs a silo: --silos and --gpu-silos are both 0'
    [[ $UP_LANE != embedded ]] || ! is_cluster || wrong_usage 'the embedded host is one process; several need --lane orleans'
}

read_up_option() {
    case $1 in
        --lane) need_one_of "$1" "$2" auto embedded orleans; UP_LANE=$2 ;;
        --storage) need_one_of "$1" "$2" sqlite azurite postgres; UP_STORAGE=$2 ;;
        --silos) need_count "$1" "$2"; UP_SILOS=$2 ;;
        --gpu-silos) need_count "$1" "$2"; UP_GPU_SILOS=$2 ;;
        --api-nodes) need_count "$1" "$2"; (($2 > 0)) || wrong_usage '--api-nodes takes 1 or more'; UP_NODES=$2 ;;
        *)
            [[ $1 != --port ]] || { need_port "$2"; UP_PORT=$2; }
            [[ $1 != --data ]] || UP_DATA=$2
            SERVER_ARGUMENTS+=("$1" "$2")
            ;;
    esac
}

need_one_of() {
    local option=$1 given=$2
    shift 2
    [[ " $* " == *" $given "* ]] || wrong_usage "$option takes one of: $*"
}

need_count() {
    [[ $2 =~ ^[0-9]{1,2}$ ]] || wrong_usage "$1 takes a number from 0 to 99, not '$2'"
}

is_cluster() {
    ((UP_SILOS > 1 || UP_GPU_SILOS > 0 || UP_NODES > 1))
}

# choose_lane: prints the first line of a start, which says what runs and why.
choose_lane() {
    local why obstacle
    case $UP_LANE in
        embedded) why='as asked for' ;;
        orleans)
            why='as asked for'
            obstacle=$(known_lane_obstacle orleans)
            [[ -z $obstacle ]] || fail "the Orleans lane cannot be built here: $obstacle"
            ;;
        auto)
            obstacle=$(known_lane_obstacle orleans)
            UP_LANE=orleans why='its packages restore'
            [[ -z $obstacle ]] || UP_LANE=embedded why="of the Orleans lane: $obstacle"
            ;;
    esac
    [[ $UP_LANE == orleans ]] || ! is_cluster || fail "several silos or API nodes need the Orleans lane, which cannot be built here: $obstacle"
    use_lane "$UP_LANE"
    printf 'lane: %s (%s); %s; storage: %s\n' "$UP_LANE" "$why" "$(shape)" "$UP_STORAGE"
}

# counted NUMBER NOUN: with an s where it is due.
counted() {
    printf '%d %s%s' "$1" "$2" "$( (($1 == 1)) || echo s)"
}

# shape: how many processes of which kind.
shape() {
    if is_cluster; then
        printf '%s, %d of them with a GPU, and %s' "$(counted $((UP_SILOS + UP_GPU_SILOS)) silo)" "$UP_GPU_SILOS" "$(counted "$UP_NODES" 'API node')"
    else
        printf 'one process'
    fi
}
