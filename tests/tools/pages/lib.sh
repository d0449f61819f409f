# lib.sh - HTML pages in a headless Chromium; sourced after tests/support/lib.sh.
# shellcheck shell=sh disable=SC2154

# look PAGE: loads it at 1280 and at 390 pixels; $work/seen: what was found wrong, a line each, and "looked" at the end.
look() {
    page=$(realpath "$1")
    cat >"$work/look.html" <<HTML
<!DOCTYPE html><iframe width="1280" height="900" src="file://$page"></iframe>
<iframe width="390" height="800" src="file://$page"></iframe><pre id="verdict"></pre>
<script>
onload = () => {
    const out = [];
    for (const frame of document.querySelectorAll("iframe")) {
        const page = frame.contentDocument, root = page.documentElement;
        if (root.scrollWidth > root.clientWidth || root.clientWidth < frame.width - 20)
            out.push("scrolls: " + root.scrollWidth + " pixels in " + root.clientWidth);
        for (const a of page.querySelectorAll("a[href^='#']"))
            if (!page.getElementById(a.getAttribute("href").slice(1)))
                out.push("leads nowhere: " + a.getAttribute("href"));
        for (const e of page.querySelectorAll("[src], link[href]"))
            if (!/^data:/.test(e.getAttribute("src") || e.getAttribute("href")))
                out.push("fetches: " + e.outerHTML.slice(0, 80));
        if (page.querySelector("script"))
            out.push("has a script");
        if (!page.querySelector("h1") || page.querySelectorAll("nav a").length < 3)
            out.push("has no head");
    }
    out.push("looked");
    document.getElementById("verdict").textContent = out.join("\n");
};
</script>
HTML
    chromium --headless --no-sandbox --disable-gpu --allow-file-access-from-files --enable-logging=stderr \
        --user-data-dir="$work/chromium" --virtual-time-budget=20000 --dump-dom "file://$work/look.html" \
        >"$work/dom" 2>"$work/log"
    sed -n 's/.*<pre id="verdict">//; /^looked/q; /^\(scrolls\|leads\|fetches\|has\)/p' "$work/dom" >"$work/seen"
    grep -q 'looked</pre>' "$work/dom" || echo "was not looked at" >>"$work/seen"
    sed -n 's/.*CONSOLE[^"]*"/console: "/p' "$work/log" >>"$work/seen"
}

# fine PAGE: nothing is wrong with it; it is well-formed enough for xmllint's HTML reader.
fine() {
    checks=$((checks + 1))
    look "$1"
    [ ! -s "$work/seen" ] || fail "$1: $(cat "$work/seen")"
}
