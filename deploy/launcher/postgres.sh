# shellcheck shell=bash
# A private PostgreSQL in a folder: for development and for the tests. It listens on a socket in its folder, which only the
# user it runs as (and root) can enter, and on no port. Sourced by the launcher; run by the tests:
#   bash deploy/launcher/postgres.sh throwaway FOLDER

# A socket's path has at most 107 bytes, and "/.s.PGSQL.5432" is in it.
POSTGRES_LONGEST_FOLDER=92
POSTGRES_ROLE=lensgrains

postgres_complain() {
    printf 'postgres: %s\n' "$1" >&2
    return 1
}

# postgres_bin: the folder of the newest server's programs; fails where there is none.
postgres_bin() {
    local found candidate
    found=$(for candidate in /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres; do
        [[ ! -x $candidate ]] || echo "$candidate"
    done | sort -V | tail -n 1)
    [[ -n $found ]] || found=$(command -v postgres) || return 1
    dirname "$(readlink -f "$found")"
}

# postgres_user: the user that the server runs as; it refuses to run as root.
postgres_user() {
    if (($(id -u) != 0)); then
        id -un
    elif id -u postgres >/dev/null 2>&1; then
        echo postgres
    else
        echo nobody
    fi
}

# postgres_as COMMAND...: runs it as that user.
postgres_as() {
    local user
    user=$(postgres_user)
    if [[ $user == "$(id -un)" ]]; then
        (cd / && "$@")
    else
        (cd / && setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@")
    fi
}

# postgres_connection FOLDER: what a client needs, in Npgsql's words.
postgres_connection() {
    printf 'Host=%s;Username=%s;Database=%s\n' "$(realpath -m "$1")" "$POSTGRES_ROLE" "$POSTGRES_ROLE"
}

postgres_is_up() {
    postgres_as "$(postgres_bin)/pg_ctl" -D "$1" status >/dev/null 2>&1
}

# postgres_prepare FOLDER: makes the folder and the cluster in it, where they are absent.
postgres_prepare() {
    local folder=$1
    ((${#folder} <= POSTGRES_LONGEST_FOLDER)) || postgres_complain "the path of $folder is too long for a socket; take a shorter one" || return
    mkdir -p "$folder"
    if (($(id -u) == 0)); then
        chown "$(postgres_user)" "$folder"
    fi
    chmod 700 "$folder"
    postgres_as test -x "$folder" || postgres_complain "the user $(postgres_user) cannot reach $folder" || return
    [[ ! -f $folder/PG_VERSION ]] || return 0
    postgres_as "$(postgres_bin)/initdb" -D "$folder" -U "$POSTGRES_ROLE" -A trust -E UTF8 --locale=C >/dev/null || return
    postgres_as tee -a "$folder/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
unix_socket_permissions = 0700
max_connections = 200
CONF
}

# postgres_start FOLDER: makes what is absent, starts the server and prints the connection string once it answers.
postgres_start() {
    local folder bin
    folder=$(realpath -m "$1")
    bin=$(postgres_bin) || postgres_complain 'no server found; install the package postgresql' || return
    postgres_prepare "$folder" || return
    if ! postgres_is_up "$folder"; then
        postgres_as "$bin/pg_ctl" -D "$folder" -l "$folder/server.log" -w start >/dev/null || return
    fi
    if [[ $(postgres_sql "$folder" postgres "SELECT 1 FROM pg_database WHERE datname = '$POSTGRES_ROLE'") != 1 ]]; then
        postgres_sql "$folder" postgres "CREATE DATABASE $POSTGRES_ROLE"
    fi
    postgres_connection "$folder"
}

# postgres_sql FOLDER DATABASE SQL: runs it and prints the bare answer.
postgres_sql() {
    postgres_as "$(postgres_bin)/psql" -X -q -t -A -h "$1" -U "$POSTGRES_ROLE" -d "$2" -c "$3"
}

# postgres_stop FOLDER: ends the server in order, by its process id.
postgres_stop() {
    local folder
    folder=$(realpath -m "$1")
    ! postgres_is_up "$folder" || postgres_as "$(postgres_bin)/pg_ctl" -D "$folder" -m fast -w stop >/dev/null
}

# postgres_kill FOLDER: SIGKILL to the server alone, as when the machine runs out of memory; returns once its children have
# noticed and are gone too. What is left of its locks goes with it: a container may have nobody who reaps the dead.
postgres_kill() {
    local folder pid status children
    folder=$(realpath -m "$1")
    pid=$(head -n 1 "$folder/postmaster.pid")
    mapfile -t children < <(grep -slE "^PPid:[[:space:]]+$pid\$" /proc/[0-9]*/status)
    kill -KILL "$pid"
    for status in "/proc/$pid/status" "${children[@]}"; do
        while grep -qsE '^State:[[:space:]]+[^ZX]' "$status"; do
            sleep 0.02
        done
    done
    rm -f "$folder/postmaster.pid" "$folder"/.s.PGSQL.*
}

# postgres_throwaway FOLDER: a server in an empty folder that lives no longer than whoever holds this script's input, and its
# data with it. It says "ready CONNECTION" and then does what the input says, a word a line (stop, kill, start), and answers
# "done" to each.
postgres_throwaway() {
    local folder=$1 word connection
    [[ -z $(ls -A "$folder" 2>/dev/null) ]] || postgres_complain "$folder is not empty" || return
    # shellcheck disable=SC2064 # the folder as it is now
    trap "postgres_stop '$folder'; rm -rf '$folder'" EXIT
    trap 'exit 1' INT TERM HUP
    connection=$(postgres_start "$folder") || return
    printf 'ready %s\n' "$connection"
    while read -r word; do
        case $word in
            stop | kill) "postgres_$word" "$folder" ;;
            start) postgres_start "$folder" >/dev/null ;;
            *) postgres_complain "there is no '$word'" ;;
        esac
        printf 'done\n'
    done
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    set -euo pipefail
    case ${1:-} in
        throwaway | start | stop) "postgres_$1" "${2:?a folder}" ;;
        find) postgres_bin || exit 3 ;;
        *)
            printf 'usage: postgres.sh start|stop|throwaway FOLDER, or find\n' >&2
            exit 2
            ;;
    esac
fi
