# What every target of ours is compiled with. Third-party headers come as system headers, so -Werror is about our code.
add_library(piw_compile_options INTERFACE)
target_compile_options(piw_compile_options INTERFACE
  -Wall -Wextra -Wshadow -Wpedantic -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Werror -fno-omit-frame-pointer)
target_compile_definitions(piw_compile_options INTERFACE PIW_VERSION="${PROJECT_VERSION}")

# The same sources give the same program wherever they lie (image/build.sh): __FILE__ and debug information name paths
# from the root of the tree. Twice, because ccache makes paths relative when its user has set base_dir.
cmake_path(RELATIVE_PATH PROJECT_SOURCE_DIR BASE_DIRECTORY ${CMAKE_BINARY_DIR} OUTPUT_VARIABLE root_from_build)
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}/= -ffile-prefix-map=${root_from_build}/=)
# No build ID: of the link it would say only what the bytes say themselves, and it changes with the symbols, which are
# stripped. What the linker read is written down: image/compiled.py makes the bill of materials from it.
add_link_options(LINKER:--build-id=none LINKER:--dependency-file=CMakeFiles/$<TARGET_PROPERTY:NAME>.link.d)

if(PIW_SANITIZE)
  add_compile_options(-fsanitize=${PIW_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PIW_SANITIZE})
else()
  add_link_options(-fuse-ld=lld)
endif()
if(PIW_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
