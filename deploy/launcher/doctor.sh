# shellcheck shell=bash
# What is there and what is missing. Looks only; ./lens up and ./lens test do the setting up.

DOCTOR_JSON=
DOCTOR_MISSING=0
DOCTOR_ROWS=()

# finding STATE NAME DETAIL: states are ok, missing (needed to run) and absent (not needed for the default lane).
finding() {
    [[ $1 != missing ]] || DOCTOR_MISSING=1
    if [[ -n $DOCTOR_JSON ]]; then
        DOCTOR_ROWS+=("{\"name\":\"$(json_text "$2")\",\"state\":\"$1\",\"detail\":\"$(json_text "$3")\"}")
    else
        printf '%-8s %-22s %s\n' "$1" "$2" "$3"
    fi
}

json_text() {
    local text=${1//\\/\\\\}
    text=${text//\"/\\\"}
    printf '%s' "${text//$'\n'/ }"
}

run_doctor() {
    local server=()
    while (($#)); do
        case $1 in
            --json) DOCTOR_JSON=1; shift ;;
            --data | --url) need_value "$1" $#; server+=("$1" "$2"); shift 2 ;;
            --help) usage; exit 0 ;;
            *) wrong_usage "doctor does not know '$1'" ;;
        esac
    done
    check_tools
    check_packages
    check_builds
    check_other_lanes
    finding ok 'free disk' "$(df -h --output=avail "$ROOT" | tail -n 1 | tr -d ' ')"
    check_server "${server[@]}"
    if [[ -n $DOCTOR_JSON ]]; then
        (IFS=, && printf '[%s]\n' "${DOCTOR_ROWS[*]}")
    fi
    ((DOCTOR_MISSING == 0))
}

# check_server OPTIONS...: data and running server, as the command line client sees them, once it is built.
check_server() {
    local cli rows status=0
    cli=$(assembly_of Cli)
    if [[ ! -f $cli ]]; then
        finding absent 'data and server' 'not looked at: the command line client is not built yet'
        return
    fi
    rows=$(dotnet exec "$cli" doctor ${DOCTOR_JSON:+--json} "$@") || status=$?
    ((status == 0)) || DOCTOR_MISSING=1
    if [[ -n $DOCTOR_JSON ]]; then
        rows=${rows#[}
        DOCTOR_ROWS+=("${rows%]}")
    else
        printf '%s\n' "$rows"
    fi
}

check_tool() {
    local version
    if version=$("$2" --version 2>/dev/null | head -n 1) && [[ -n $version ]]; then
        finding ok "$1" "$version"
    else
        finding missing "$1" "$3"
    fi
}

check_tools() {
    check_tool '.NET SDK 10' dotnet 'https://dotnet.microsoft.com/download'
    check_tool 'Node.js 20' node 'https://nodejs.org/en/download; builds and tests the web page'
    check_tool npm npm 'comes with Node.js'
}

check_packages() {
    local name missing=' '
    has_dpkg || { finding absent 'system packages' 'no dpkg here to ask; see README'; return; }
    missing=" $(missing_packages "${SERVER_PACKAGES[@]}" "${TEST_PACKAGES[@]}" | paste -sd ' ') "
    for name in "${SERVER_PACKAGES[@]}" "${TEST_PACKAGES[@]}"; do
        if [[ $missing == *" $name "* ]]; then
            finding missing "$name" "sudo apt-get install -y --no-install-recommends $name"
        else
            # shellcheck disable=SC2016
            finding ok "$name" "$(dpkg-query -W -f='${Version}' "$name")"
        fi
    done
}

check_builds() {
    if [[ -f $ROOT/Api/wwwroot/index.html ]]; then
        finding ok 'web page' built
    else
        finding absent 'web page' 'not built yet; ./lens up builds it'
    fi
    if [[ -f $(assembly_of Api) ]]; then
        finding ok server built
    else
        finding absent server 'not built yet; ./lens up builds it'
    fi
}

check_other_lanes() {
    local lane obstacle
    for lane in "${OTHER_LANES[@]}"; do
        obstacle=$(lane_obstacle "$lane")
        if [[ -n $obstacle ]]; then
            finding absent "$(lane_title "$lane")" "$obstacle"
        else
            finding ok "$(lane_title "$lane")" "its packages restore$(lane_extra "$lane" | sed 's/-p:OrleansAzure=false/, but for those of Azure tables/')"
        fi
    done
}
