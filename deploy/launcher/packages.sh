# shellcheck shell=bash
# System packages (Debian 12): which are needed, which are missing, and how they are installed.

SERVER_PACKAGES=(libtorch-dev libopenblas0-openmp libvips42 libcfitsio10 libhdf5-103-1 g++ cmake make)
TEST_PACKAGES=(chromium python3 postgresql)

# Where Debian's packages of PostgreSQL look whether they are to make and start a server of their own.
NO_CLUSTER=${LENS_DEBIAN_CONFIG:-/etc}/postgresql-common/createcluster.d/lensgrains.conf

has_dpkg() {
    command -v dpkg-query >/dev/null
}

# missing_packages NAME...: those that are not installed, one a line; nothing where there is no dpkg to ask.
missing_packages() {
    has_dpkg || return 0
    local installed name
    # shellcheck disable=SC2016
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    for name in "$@"; do
        grep -qxF "installed $name" <<<"$installed" || printf '%s\n' "$name"
    done
}

# as_root: the words that make a command run as root without asking; fails where that is not allowed.
as_root() {
    if (($(id -u) == 0)); then
        echo env
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo sudo -n env
    else
        return 1
    fi
}

install_packages() {
    local prefix status=0
    read -ra prefix <<<"$(as_root)"
    prefix+=(DEBIAN_FRONTEND=noninteractive)
    if [[ " $* " == *' postgresql '* ]]; then
        without_cluster apt_install "$@" || status=$?
    else
        apt_install "$@" || status=$?
    fi
    return "$status"
}

apt_install() {
    "${prefix[@]}" apt-get update -q &&
        "${prefix[@]}" apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
}

# without_cluster COMMAND...: only PostgreSQL's programs are wanted, so while they are installed no server is made of them.
without_cluster() {
    local status=0
    "${prefix[@]}" install -D -m 644 /dev/stdin "$NO_CLUSTER" <<<'create_main_cluster = false'
    "$@" || status=$?
    "${prefix[@]}" rm -f "$NO_CLUSTER"
    return "$status"
}

# ensure_packages NAME...: installs what is missing where it may, otherwise prints the command and stops.
ensure_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    if ! command -v apt-get >/dev/null || ! as_root >/dev/null; then
        printf 'lens: missing system packages. Install them with:\n\n' >&2
        printf '  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n\n' "${missing[*]}" >&2
        exit 1
    fi
    step "installing ${missing[*]}" install_packages "${missing[@]}"
}

# ensure_tool NAME MAJOR HOW COMMAND...: a tool that apt-get does not have in the version needed.
ensure_tool() {
    local name=$1 least=$2 how=$3 found
    shift 3
    found=$("$@" 2>/dev/null | grep -oE '[0-9]+' | head -n 1 || true)
    if [[ -z $found ]] || ((found < least)); then
        fail "$name $least or later is needed (${found:-none} found): $how"
    fi
}

ensure_dotnet() {
    ensure_tool '.NET SDK' 10 'https://dotnet.microsoft.com/download' dotnet --version
}

ensure_node() {
    ensure_tool 'Node.js' 20 'https://nodejs.org/en/download' node --version
    command -v npm >/dev/null || fail 'npm is needed beside Node.js'
}

# ensure_nginx: a proxy to try the configuration with. Its package is unpacked and not installed, because installing it starts a
# server on port 80. Where it cannot be had, the tests that need it say so.
ensure_nginx() {
    LENS_NGINX=${LENS_NGINX:-$(PATH=$PATH:/usr/sbin command -v nginx || true)}
    export LENS_NGINX=${LENS_NGINX:-$LENS_STATE/tools/nginx/usr/sbin/nginx}
    [[ -x $LENS_NGINX ]] || unpack_nginx >"$LENS_STATE/logs/nginx.log" 2>&1 || true
}

unpack_nginx() {
    local folder=$LENS_STATE/tools
    mkdir -p "$folder"
    (cd "$folder" && apt-get download nginx && dpkg-deb -x nginx_*.deb nginx)
}
