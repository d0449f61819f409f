#!/bin/sh
# emulated.sh PROGRAM LEVEL : the tests of PROGRAM on an emulated processor of exactly that level.
command -v qemu-x86_64 >/dev/null || {
    echo "SKIPPED: needs qemu-x86_64 (Debian package qemu-user)"
    exit 77
}
if ldd "$1" | grep -q libasan; then
    echo "SKIPPED: a program with AddressSanitizer does not start under qemu-x86_64"
    exit 77
fi
case $2 in
2) model=Nehalem ;;
3) model=Haswell ;;
*) model=Icelake-Server ;;
esac
exec qemu-x86_64 -cpu "$model" "$1" exactly "$2"
