#!/usr/bin/env bash
# A PostgreSQL server for the tests, on a loopback port of its own, with durability off unless
# CONGVU_POSTGRES_DURABLE is set.
# usage: eval "$(postgres.sh start)"   sets CONGVU_TEST_POSTGRES; the server that runs is used again
#        postgres.sh crash             ends it at once, as a crash would, and starts it again
#        postgres.sh stop
set -euo pipefail
cd "$(dirname "$0")/.."

data=${CONGVU_POSTGRES_DATA:-/tmp/congvu-test-postgres}
port=${CONGVU_POSTGRES_PORT:-54329}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || { echo "PostgreSQL is missing: run scripts/setup.sh test" >&2; exit 1; }

# The server refuses to run as root; Debian's package made a user for it.
as_owner() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}

fast="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
[ -z "${CONGVU_POSTGRES_DURABLE:-}" ] || fast=""

serve() {
    as_owner "$bin/pg_ctl" -D "$data" -w -l "$data/log" start >/dev/null \
        -o "-h 127.0.0.1 -p $port -k $data $fast -c max_connections=400"
}

running() { as_owner "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

case "${1:-}" in
start)
    if ! running; then
        rm -rf "$data"
        mkdir -p "$data"
        [ "$(id -u)" != 0 ] || chown postgres:postgres "$data"
        (
            cd /
            as_owner "$bin/initdb" -D "$data" -U congvu -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
            serve
        )
    fi
    echo "export CONGVU_TEST_POSTGRES=postgres://congvu@127.0.0.1:$port/postgres"
    ;;
crash)
    (
        cd /
        as_owner "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null
        serve
    )
    ;;
stop)
    ! running || (cd / && as_owner "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null)
    rm -rf "$data"
    ;;
*)
    echo "usage: postgres.sh start|crash|stop" >&2
    exit 2
    ;;
esac
