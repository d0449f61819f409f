# recorder.tcl TOOL SCRIPT ?ARG..? : runs a vendor's script without the vendor: every command of TOOL.commands notes itself
# on stdout and refuses options and numbers of operands that are not in that list; no other command exists besides those of
# Tcl. Constraint files that the script reads are read in the same way, with TOOL.constraints, in which Tcl's words for
# loops do not exist either.
# A line of a list: COMMAND LEAST MOST ?files? ?-switch ..? ?-option= ..?   (files: every operand has to exist)
# TOOL.names, where there is one: values that an option may have, as COMMAND -option value value ..

proc read_table {path} {
    set table {}
    set file [open $path]
    foreach line [split [read $file] \n] {
        if {[string trim $line] ne "" && ![string match #* $line]} {
            dict set table [lindex $line 0] [lrange $line 1 end]
        }
    }
    close $file
    return $table
}

proc refuse {text} { puts stderr "recorder: $text"; exit 1 }

# Operands of a command; what is not in the list ends the run.
proc operands {table command words} {
    set known [dict get $table $command]
    lassign $known least most
    set found {}
    for {set i 0} {$i < [llength $words]} {incr i} {
        set word [lindex $words $i]
        if {[regexp {^-[a-z_]+$} $word]} {
            if {"$word=" in $known} {
                incr i
                if {$i == [llength $words]} { refuse "$command $word wants a value" }
                set allowed [dict get $::names $command $word]
                set value [lindex $words $i]
                if {[llength $allowed] > 0 && $value ni $allowed} { refuse "$command $word: no value $value" }
            } elseif {$word ni $known} {
                refuse "$command has no option $word"
            }
        } else {
            lappend found $word
        }
    }
    if {[llength $found] < $least || [llength $found] > $most} {
        refuse "$command takes $least to $most operands, not [llength $found]: $found"
    }
    if {"files" in $known} {
        foreach name [concat {*}$found] { if {![file isfile $name]} { refuse "$command: no file $name" } }
    }
    return $found
}

# What a query gives: enough for the scripts to go on.
proc answer {command words} {
    switch -glob $command {
        get_property { return 4.0 }
        *current_core { return core }
        default { return [list $command {*}$words] }
    }
}

proc note {table command args} {
    puts "$command $args"
    set found [operands $table $command $args]
    switch $command {
        read_xdc - read_sdc { foreach name [concat {*}$found] { constraints $name } }
        add_files { foreach name [concat {*}$found] { if {[string match *.xdc $name]} { constraints $name } } }
        set_global_assignment {
            set of [lindex $args [expr {[lsearch $args -name] + 1}]]
            if {[string match *_FILE $of] && ![file isfile [lindex $found 0]]} { refuse "$of: no file [lindex $found 0]" }
            if {$of eq "SDC_FILE"} { constraints [lindex $found 0] }
        }
    }
    return [answer $command $args]
}

proc constraints {path} {
    set reader [interp create -safe]
    foreach word {while for foreach proc catch if} { interp eval $reader [list rename $word {}] }
    dict for {command known} $::constraint_table {
        interp alias $reader $command {} note $::constraint_table $command
    }
    set file [open $path]
    set text [read $file]
    close $file
    if {[catch { interp eval $reader $text } why]} { refuse "$path: $why" }
    interp delete $reader
}

set here [file dirname [file normalize [info script]]]
set argv [lassign $argv tool script]
set table [read_table [file join $here $tool.commands]]
set constraint_table [read_table [file join $here $tool.constraints]]
set names {}
dict for {command known} [dict merge $table $constraint_table] {
    foreach word $known { if {[string match -*= $word]} { dict set names $command [string trimright $word =] {} } }
}
set file [open [file join $here $tool.names]]
foreach line [split [read $file] \n] {
    if {[llength $line] > 2} { dict set names [lindex $line 0] [lindex $line 1] [lrange $line 2 end] }
}
close $file
dict for {command known} $table {
    if {[string match *::* $command]} { namespace eval [namespace qualifiers $command] {} }
    interp alias {} $command {} note $table $command
}
# The interactive tclsh would run a program of that name.
proc unknown {command args} { refuse "no command $command" }
proc run {path} {
    set ::argv0 $path
    uplevel #0 [list source $path]
}
run $script
