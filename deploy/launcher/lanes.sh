# shellcheck shell=bash
# The lanes a build can take. The default one needs nothing from outside; each of the others needs packages that not
# every feed has, and is left out, with the reason, where they do not restore.

LENS_LANE=embedded-system
LANE_PROPERTIES=()
OTHER_LANES=(orleans torchsharp)

lane_properties() {
    case $1 in
        embedded) ;;
        orleans) echo -p:GrainHost=Orleans ;;
        torchsharp) echo -p:Tensors=TorchSharp ;;
        *) return 1 ;;
    esac
}

lane_title() {
    case $1 in
        orleans) echo 'Orleans lane' ;;
        torchsharp) echo 'TorchSharp lane' ;;
        *) echo 'default lane' ;;
    esac
}

# use_lane NAME: builds and tests from here on take this lane, which has its own obj and bin.
use_lane() {
    mapfile -t LANE_PROPERTIES < <(lane_properties "$1")
    case $1 in
        orleans) LENS_LANE=orleans-system ;;
        torchsharp) LENS_LANE=embedded-torchsharp ;;
        *) LENS_LANE=embedded-system ;;
    esac
}

# lane_obstacle NAME: why the lane cannot be built here, in one line; nothing where it restores.
lane_obstacle() {
    local log=$LENS_STATE/logs/restore-$1.log missing
    mkdir -p "$LENS_STATE/logs"
    ! dotnet restore "$ROOT/Silo/Silo.csproj" "$(lane_properties "$1")" >"$log" 2>&1 </dev/null || return 0
    missing=$(grep -oE 'NU110[1-3]: Unable to find [a-z ]*package [A-Za-z0-9._-]+' "$log" |
        sed -E 's/.* package //; s/\.$//' | sort -u | paste -sd, | sed 's/,/, /g')
    if [[ -n $missing ]]; then
        printf 'packages missing from the feed: %s\n' "$missing"
    else
        printf 'its packages do not restore: %s\n' "$(grep -m 1 -oE 'error [A-Z]+[0-9]+: .*' "$log" || tail -n 1 "$log")"
    fi
}
