# shellcheck shell=bash
# What has to be built, and whether it has to be built again. A stamp holds the hash of names, sizes and times of a
# target's sources, so that a start with nothing to do asks neither npm nor MSBuild.

artifacts() {
    printf '%s/artifacts/%s\n' "$ROOT" "$LENS_LANE"
}

# assembly_of PROJECT: the built assembly of a project, by the name of its project file.
assembly_of() {
    printf '%s/bin/%s/release/LensGrains.%s.dll\n' "$(artifacts)" "$1" "$1"
}

# fingerprint PATH...: one hash over the sources under these paths, build output left out.
fingerprint() {
    (
        cd "$ROOT" || exit
        for path in "$@"; do
            [[ ! -e $path ]] || printf '%s\0' "$path"
        done | find -files0-from - \( -name node_modules -o -name bin -o -name obj -o -name artifacts -o -name '.?*' -o -name __pycache__ -o -name test-results \) \
            -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum | cut -d ' ' -f 1
    )
}

# changed TARGET FINGERPRINT: whether the target was last made from other sources.
changed() {
    local stamp=$LENS_STATE/stamps/$1
    [[ ! -f $stamp || $(<"$stamp") != "$2" ]]
}

remember() {
    mkdir -p "$LENS_STATE/stamps"
    printf '%s\n' "$2" >"$LENS_STATE/stamps/$1"
}

# product_sources: every top-level folder that holds .NET projects, and the files that steer their build.
product_sources() {
    (
        cd "$ROOT" || exit
        for project in *.props *.targets global.json BannedSymbols.txt */*.csproj; do
            [[ ! -e $project ]] || printf '%s\n' "${project%/*.csproj}"
        done
    ) | grep -vxE 'tests|bench' | sort -u
}

ensure_web() {
    [[ -f $ROOT/Web/package.json ]] || return 0
    local now
    now=$(fingerprint Web)
    if [[ ! -f $ROOT/Api/wwwroot/index.html ]] || changed web "$now"; then
        ensure_node
        ensure_node_modules
        step 'building the web page' npm --prefix "$ROOT/Web" run build
        remember web "$now"
    fi
}

ensure_node_modules() {
    local now
    now=$(sha256sum <"$ROOT/Web/package-lock.json")
    if [[ ! -d $ROOT/Web/node_modules ]] || changed node-modules "$now"; then
        step 'fetching the packages of the web page' npm --prefix "$ROOT/Web" ci --no-audit --no-fund
        remember node-modules "$now"
    fi
}

# ensure_azurite: the storage emulator of the tests; where it cannot be fetched its tests are skipped and say so.
ensure_azurite() {
    local folder=$ROOT/tests/azurite now
    [[ -f $folder/package-lock.json ]] || return 0
    now=$(sha256sum <"$folder/package-lock.json")
    if [[ ! -d $folder/node_modules/azurite ]] || changed azurite "$now"; then
        ensure_node
        if (step 'fetching the storage emulator of the tests' npm --prefix "$folder" ci --no-audit --no-fund); then
            remember azurite "$now"
        fi
    fi
}

dotnet_build() {
    local target=$1
    shift
    dotnet build "$target" --configuration Release -nodeReuse:false -verbosity:quiet -clp:NoSummary "${LANE_PROPERTIES[@]}" "$@"
}

# ensure_project LABEL PROJECT EXTRA...: builds one project, extra sources counted in.
ensure_project() {
    local label=$1 project=$2 name now
    shift 2
    name=$(basename "$project" .csproj)
    [[ -f $ROOT/$project ]] || fail "$project is not there"
    mapfile -t -O $# sources < <(product_sources)
    now=$(fingerprint "${sources[@]}" "$@")
    if [[ ! -f $(assembly_of "$name") ]] || changed "$LENS_LANE-$name" "$now"; then
        ensure_dotnet
        step "$label" dotnet_build "$ROOT/$project"
        remember "$LENS_LANE-$name" "$now"
    fi
}

set_up_server() {
    ensure_packages "${SERVER_PACKAGES[@]}"
    ensure_web
    ensure_project 'building the server' Api/Api.csproj
}

set_up_cli() {
    ensure_packages "${SERVER_PACKAGES[@]}"
    ensure_project 'building the command line client' Cli/Cli.csproj
}

set_up_bench() {
    set_up_server
    ensure_project 'building the benchmarks' bench/bench.csproj bench
}

# all_projects: every project of the repository, those of the tests included, one a line.
all_projects() {
    (cd "$ROOT" && compgen -G '*/*.csproj' && compgen -G 'tests/*/*.csproj') | sort
}

# write_solution FILE: a solution of all projects there are, so that a new one is built without being listed anywhere.
write_solution() {
    local project
    {
        echo '<Solution>'
        all_projects | while read -r project; do
            printf '  <Project Path="../%s" />\n' "$project"
        done
        echo '</Solution>'
    } >"$1"
}

# ensure_deploy_checks: the tools that check what is under deploy. Where they do not install, those tests say so.
ensure_deploy_checks() {
    local folder=$ROOT/tests/deploy now
    [[ -f $folder/package.json ]] || return 0
    now=$(sha256sum <"$folder/package-lock.json")
    if [[ ! -d $folder/node_modules ]] || changed deploy-checks "$now"; then
        ensure_node
        if (step 'fetching the tools that check deploy' npm --prefix "$folder" ci --no-audit --no-fund); then
            remember deploy-checks "$now"
        fi
    fi
    ensure_nginx
}

set_up_tests() {
    ensure_packages "${SERVER_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    ensure_web
    ensure_deploy_checks
    ensure_azurite
    local now sources
    mapfile -t sources < <(product_sources)
    now=$(fingerprint "${sources[@]}" tests bench)
    changed "$LENS_LANE-all" "$now" || return 0
    ensure_dotnet
    write_solution "$LENS_STATE/all.slnx"
    step 'building everything' dotnet_build "$LENS_STATE/all.slnx" "$@"
    remember "$LENS_LANE-all" "$now"
}
