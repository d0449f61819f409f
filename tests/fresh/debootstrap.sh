#!/bin/sh
# The acceptance of a stranger: a bare Debian 12 root, a copy of this repository, ./run demo and
# ./run test. As root, with the package debootstrap; mirror and apt settings are the host's.
#
#   tests/fresh/debootstrap.sh [ROOT [COMMAND...]]
#
# ROOT: an absent or empty folder, default a new one in /var/tmp; it is kept for inspection.
# COMMAND: instead of "./run demo" and "./run test", one command in the copy, e.g. ./run build
# shellcheck disable=SC2016 # $(...) belongs to apt-get
set -eu
repository=$(cd "$(dirname "$0")/../.." && pwd)
root=${1:-$(mktemp -d /var/tmp/fresh-debian.XXXXXX)}
[ $# -eq 0 ] || shift
[ "$(id -u)" = 0 ] || {
    echo "debootstrap.sh: needs root (chroot, mount)" >&2
    exit 2
}

# The host's own Debian mirror: the first one apt knows for its main archive.
mirror=$(apt-get indextargets --format '$(CREATED_BY) $(ORIGIN) $(COMPONENT) $(SITE)' 2>/dev/null |
    awk '$1 == "Packages" && $2 == "Debian" && $3 == "main" { print $4; exit }')
[ -n "$mirror" ] || mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -n 's/^deb \(\[[^]]*\] \)\{0,1\}\(https\{0,1\}:[^ ]*debian\) .*/\2/p
            s/^URIs: *\(https\{0,1\}:[^ ]*debian\)\/*$/\1/p' | head -1)
[ -n "$mirror" ] || {
    echo "debootstrap.sh: apt knows no Debian mirror; set one up in /etc/apt" >&2
    exit 2
}

if [ ! -e "$root/etc/debian_version" ]; then
    echo "== Debian 12 from $mirror into $root"
    debootstrap --variant=minbase bookworm "$root" "$mirror"
fi
# How the host reaches the mirror, and nothing else of its configuration.
apt-config dump | grep -i -E '^Acquire::(https?::|Check-)' >"$root/etc/apt/apt.conf.d/90host" || true
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null || true

echo "== copying $repository"
rm -rf "$root/src"
mkdir "$root/src"
tar -C "$repository" --exclude=./build --exclude=./.git -cf - . | tar -C "$root/src" -xf -

for mount in proc sys dev; do
    mkdir -p "$root/$mount"
    mountpoint -q "$root/$mount" || mount --rbind "/$mount" "$root/$mount"
done
release() {
    for mount in dev sys proc; do
        ! mountpoint -q "$root/$mount" || umount -R -l "$root/$mount"
    done
}
trap release EXIT

inside() {
    echo "== in the fresh root: $*"
    start=$(date +%s)
    env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM="${TERM:-dumb}" LANG=C.UTF-8 \
        chroot "$root" sh -c 'cd /src && exec "$@"' sh "$@"
    echo "== $* took $(($(date +%s) - start)) s"
}
if [ $# -gt 0 ]; then
    inside "$@"
else
    inside ./run demo
    inside ./run test
fi
echo "== passed; remove $root when you no longer need it"
