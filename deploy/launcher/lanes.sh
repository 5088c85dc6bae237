# shellcheck shell=bash
# The lanes a build can take. The default one needs nothing from outside; each of the others needs packages that not
# every feed has, and is left out, with the reason, where they do not restore.

LENS_LANE=embedded-system
LANE_PROPERTIES=()
OTHER_LANES=(orleans torchsharp)

lane_base() {
    case $1 in
        embedded) ;;
        orleans) echo -p:GrainHost=Orleans ;;
        torchsharp) echo -p:Tensors=TorchSharp ;;
        *) return 1 ;;
    esac
}

lane_properties() {
    lane_base "$1" && lane_extra "$1"
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

# lane_obstacle NAME: why the lane cannot be built here, in one line; nothing where it restores. What comes out is kept,
# so that the next start need not ask again.
lane_obstacle() {
    local extra='' obstacle=''
    [[ $1 != torchsharp ]] || obstacle=$(torchsharp_obstacle) # first: its packages are large
    [[ -n $obstacle ]] || obstacle=$(restore_obstacle "$1")
    if [[ $1 == orleans && $obstacle == 'packages missing from the feed: '* ]] && only_azure "${obstacle#*: }"; then
        extra=-p:OrleansAzure=false
        obstacle=$(restore_obstacle "$1" "$extra")
    fi
    mkdir -p "$LENS_STATE/lanes"
    printf '%s\n' "$(lane_key)" "$extra" "$obstacle" >"$LENS_STATE/lanes/$1"
    [[ -z $obstacle ]] || printf '%s\n' "$obstacle"
}

# known_lane_obstacle NAME: as it was found out last, while nothing that it depends on has changed since.
known_lane_obstacle() {
    local kept=$LENS_STATE/lanes/$1
    if [[ -f $kept && $(head -n 1 "$kept") == "$(lane_key)" ]]; then
        sed -n 3p "$kept"
    else
        lane_obstacle "$1"
    fi
}

# lane_key: what decides whether packages restore: the versions, the projects that name them and the feeds.
lane_key() {
    (
        cd "$ROOT" || exit
        for file in Directory.*.props Directory.*.targets global.json Silo/Silo.csproj [Nn]u[Gg]et.[Cc]onfig ~/.nuget/NuGet/NuGet.Config; do
            [[ ! -f $file ]] || sha256sum <"$file"
        done
        env | grep -iE '^(NUGET_|Restore)' | LC_ALL=C sort || true
    ) | sha256sum | cut -d ' ' -f 1
}

# lane_extra NAME: what the lane's builds leave out here, because only that does not restore.
lane_extra() {
    [[ ! -f $LENS_STATE/lanes/$1 ]] || sed -n 2p "$LENS_STATE/lanes/$1" | grep . || true
}

# only_azure NAMES: whether nothing but the platform's Azure packages is missing.
only_azure() {
    [[ -z $(tr -d ' ' <<<"$1" | tr ',' '\n' | grep -vE '^(Microsoft\.Orleans\..*\.AzureStorage|Azure\..*)$') ]]
}

# torchsharp_obstacle: whether the system's libstdc++ has what TorchSharp's library of the pinned version asks of it (GCC 13); nothing
# where it has, or where there is none to look at.
torchsharp_obstacle() {
    local wanted=GLIBCXX_3.4.32 library=${LENS_LIBSTDCXX:-}
    [[ -n $library ]] || library=$(ldconfig -p 2>/dev/null | sed -nE 's/.*libstdc\+\+\.so\.6 \(.*x86-64.*=> //p' | head -n 1)
    [[ ! -f $library ]] || grep -qaF "$wanted" "$library" || printf 'TorchSharp does not load here: libstdc++ lacks %s (GCC 13)\n' "$wanted"
}

restore_obstacle() {
    local log=$LENS_STATE/logs/restore-$1.log missing properties
    mkdir -p "$LENS_STATE/logs"
    mapfile -t properties < <(lane_base "$1")
    ! dotnet restore "$ROOT/Silo/Silo.csproj" "${properties[@]}" "${@:2}" >"$log" 2>&1 </dev/null || return 0
    missing=$(grep -oE 'NU110[1-3]: Unable to find [a-z ]*package [A-Za-z0-9._-]+' "$log" |
        sed -E 's/.* package //; s/\.$//' | sort -u | paste -sd, | sed 's/,/, /g')
    if [[ -n $missing ]]; then
        printf 'packages missing from the feed: %s\n' "$missing"
    else
        printf 'its packages do not restore: %s\n' "$(grep -m 1 -oE 'error [A-Z]+[0-9]+: .*' "$log" || tail -n 1 "$log")"
    fi
}
