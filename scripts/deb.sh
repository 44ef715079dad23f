#!/usr/bin/env bash
# Builds the Debian package of congvu and congvu-agent into target/debian.
# usage: deb.sh [BINARIES]   the folder of both programs; target/release, built first, unless told
set -euo pipefail
cd "$(dirname "$0")/.."

[ $# -gt 0 ] || make build
binaries=${1:-target/release}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
# Programs run on the C library of the machine that built them, or a newer one.
libc=$(getconf GNU_LIBC_VERSION | cut -d" " -f2)
architecture=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 0755 "$root"

install -D -m 0755 -t "$root/usr/bin" "$binaries/congvu" "$binaries/congvu-agent"
strip --strip-debug "$root"/usr/bin/*
install -D -m 0644 -t "$root/usr/lib/systemd/system" packaging/debian/congvu.service
install -D -m 0644 -t "$root/usr/lib/systemd/user" packaging/debian/congvu-agent.service
install -D -m 0640 -t "$root/etc/congvu" packaging/debian/congvu.toml
install -D -m 0644 -t "$root/usr/share/doc/congvu" docs/{install,backup,agent,serve,mail,audit}.md
install -D -m 0644 -t "$root/usr/share/doc/congvu/huong-dan" docs/huong-dan/*.md
install -D -m 0644 -t "$root/usr/share/doc/congvu" packaging/debian/copyright
gzip -9nc packaging/debian/changelog >"$root/usr/share/doc/congvu/changelog.gz"
node scripts/notices.mjs | gzip -9n >"$root/usr/share/doc/congvu/notices.gz"
for shell in bash zsh fish; do
    case $shell in
    bash) file=usr/share/bash-completion/completions/congvu ;;
    zsh) file=usr/share/zsh/vendor-completions/_congvu ;;
    fish) file=usr/share/fish/vendor_completions.d/congvu.fish ;;
    esac
    mkdir -p "$root/$(dirname "$file")"
    "$binaries/congvu" completions "$shell" >"$root/$file"
done

mkdir -p "$root/usr/share/man/man1"
"$binaries/congvu" man --out "$root/usr/share/man/man1"
gzip -9n "$root"/usr/share/man/man1/*

mkdir -p "$root/DEBIAN"
install -m 0755 -t "$root/DEBIAN" packaging/debian/postinst packaging/debian/prerm packaging/debian/postrm
echo /etc/congvu/congvu.toml >"$root/DEBIAN/conffiles"
cat >"$root/DEBIAN/control" <<CONTROL
Package: congvu
Version: $version
Architecture: $architecture
Maintainer: Công Vụ <congvu@localhost>
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: libc6 (>= $libc), adduser
Recommends: bubblewrap, fontconfig, fonts-liberation2 | fonts-liberation, libreoffice-writer-nogui, libreoffice-calc-nogui, libreoffice-impress-nogui
Suggests: postgresql, postgresql-client, nginx, opensc, zenity
Section: misc
Priority: optional
Description: ký số và quản lý văn bản điện tử của cơ quan
 Máy chủ văn bản đi, văn bản đến theo Nghị định 30/2020 và bàn ký trên máy
 của người ký.
CONTROL
mkdir -p target/debian
package=target/debian/congvu_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
echo "$package"
