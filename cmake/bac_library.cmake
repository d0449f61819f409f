# The version of the shared libraries' interface: raised when a symbol, a struct or a constant of the
# public headers changes or goes (tests/install/abi.sh; new symbols leave it as it is).
set(BAC_ABI 2)

# bac_public(TARGET [OBJECTS...]): the objects of a static library, and further ones, also as a shared
# library of the same name: TARGET_shared, in lib/ of the build. Both hide what no public header names.
function(bac_public target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
  add_library(${target}_shared SHARED $<TARGET_OBJECTS:${target}> ${ARGN})
  add_library(bac::${target}_shared ALIAS ${target}_shared)
  set_target_properties(${target}_shared PROPERTIES
    OUTPUT_NAME ${target}
    LINKER_LANGUAGE C
    VERSION ${BAC_ABI}.${PROJECT_VERSION_MINOR}.${PROJECT_VERSION_PATCH}
    SOVERSION ${BAC_ABI}
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib
    INSTALL_RPATH $ORIGIN
    INTERFACE_INCLUDE_DIRECTORIES "$<TARGET_PROPERTY:${target},INTERFACE_INCLUDE_DIRECTORIES>")
  # What one of our libraries uses of another's inside it takes from the archive, and hides.
  target_link_options(${target}_shared PRIVATE -Wl,--exclude-libs,ALL -Wl,-z,defs)
  install(TARGETS ${target}_shared EXPORT bac LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endfunction()

# bac_objects(TARGET): objects that a shared library of ours takes in.
function(bac_objects target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden)
endfunction()

# From the folder of a .pc to the prefix, so that an installed tree may be moved.
file(RELATIVE_PATH pc_to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
function(bac_pkg_config name)
  configure_file(${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
