# tables.awk : a page whose tables are made: behind a line <!-- table NAME --> the file NAME of the folder
# `work` replaces the lines that are empty or begin with |. Prose stands between two tables.
/^<!-- table [a-z]* -->$/ {
    print; print ""
    file = work "/" $3
    while ((getline line < file) > 0) print line
    skip = 1; next
}
skip && /^(\||$)/ { next }
skip { print ""; skip = 0 }
{ print }
