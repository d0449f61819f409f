# bac_own(TARGET): warnings as errors, for targets whose every line is ours.
function(bac_own target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wundef -Werror
    $<$<COMPILE_LANGUAGE:C>:-Wconversion -Wstrict-prototypes -Wmissing-prototypes>)
  # The meaning of a number must not depend on the compiler's mood.
  target_compile_options(${target} PRIVATE -ffp-contract=off -fno-fast-math)
endfunction()
