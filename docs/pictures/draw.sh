#!/bin/sh
# draw.sh : docs/pictures/*.svg, of the .dot files beside them by graphviz and of the shipped network's front by
# gnuplot. BAC: the bac that explores.
set -eu
cd "$(dirname "$0")/../.."
for picture in docs/pictures/*.dot; do
    dot -Tsvg "$picture" -o "${picture%.dot}.svg"
done
"${BAC:-build/release/bac}" explore golden/nets/default.bnet --plot docs/pictures/front.svg >/dev/null
rm -f docs/pictures/front.dat docs/pictures/front.gp
