#!/usr/bin/env bash
# Installs what is missing on a Debian or Ubuntu machine: `setup.sh run` for building and the
# demo, `setup.sh test` for everything the tests judge with. Quick when all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

run_packages=(
    bubblewrap gcc libc6-dev libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-writer-nogui make
    opensc softhsm2 util-linux
)
# Only where they are missing: a machine may have a newer Node.js than Debian's.
web_packages=(nodejs npm)
test_packages=(
    chromium curl expect git openssl p11-kit-modules poppler-utils postgresql procps python3
    python3-venv qpdf texlive-latex-base texlive-latex-recommended xdotool xvfb zenity
)
pyhanko='pyHanko[etsi]==0.38.0'
# An S3 server, without what it needs for other services.
s3=('moto==5.2.1' 'flask==3.1.3' 'flask-cors==6.0.5')
# Judges of the description of the API, and of answers by it.
openapi=('openapi-spec-validator==0.9.0' 'jsonschema==4.26.0')
venv=target/interop

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_debian() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    echo "Installing: ${missing[*]}" >&2
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# Liberation 2 is a package of its own where fonts-liberation is still version 1 (Debian 12). What
# apt says is kept before it is searched: with pipefail, a search that stops early would fail.
install_fonts() {
    local known
    [ -n "$(apt-cache policy fonts-liberation2 fonts-liberation)" ] || as_root apt-get update -qq
    known=$(apt-cache policy fonts-liberation2)
    if [[ $known =~ Candidate:\ [0-9] ]]; then
        install_debian fonts-liberation2
    else
        install_debian fonts-liberation
    fi
}

install_python() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pyhanko, xsdata, moto.server, openapi_spec_validator' 2>/dev/null && return
    mkdir -p target
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install -q "$pyhanko" "${s3[@]}" "${openapi[@]}"
}

# A server of mail for the tests, unpacked and not installed: no machine gets one because of us. Of
# its libraries only what the system lacks is installed.
unpack_exim() {
    local to=target/exim package library packages
    [ -x "$to/usr/sbin/exim4" ] && [ -e "$to/libnss_wrapper.so" ] && return
    [[ $(apt-cache policy exim4-daemon-light) =~ Candidate:\ [0-9] ]] || as_root apt-get update -qq
    mkdir -p "$to"
    (cd "$to" && apt-get download -qq exim4-daemon-light libnss-wrapper)
    for package in "$to"/*.deb; do dpkg-deb -x "$package" "$to"; done
    rm -f "$to"/*.deb
    chmod 755 "$to/usr/sbin/exim4"
    library=$(find "$to" -name 'libnss_wrapper.so*' -type f | head -n 1)
    cp "$library" "$to/libnss_wrapper.so"
    if ldd "$to/usr/sbin/exim4" | grep -q 'not found'; then
        mapfile -t packages < <(apt-cache depends exim4-daemon-light | sed -n 's/^ *Depends: \(lib.*\)/\1/p')
        install_debian "${packages[@]}"
    fi
}

install_node() {
    command -v node >/dev/null && command -v npm >/dev/null && return
    install_debian "${web_packages[@]}"
}

require_rust() {
    command -v cargo >/dev/null && return
    echo "Rust is missing. Install it as https://rustup.rs says, then run this again." >&2
    exit 1
}

require_rust
case "${1:-}" in
run)
    install_debian "${run_packages[@]}"
    install_node
    install_fonts
    ;;
test)
    install_debian "${run_packages[@]}" "${test_packages[@]}"
    install_node
    install_fonts
    install_python
    unpack_exim
    ;;
*)
    echo "usage: setup.sh run|test" >&2
    exit 2
    ;;
esac
