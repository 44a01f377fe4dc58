# What every target of ours is compiled with. Third-party headers come as system headers, so -Werror is about our code.
add_library(piw_compile_options INTERFACE)
target_compile_options(piw_compile_options INTERFACE
  -Wall -Wextra -Wshadow -Wpedantic -Wconversion -Wnon-virtual-dtor -Wold-style-cast -Werror -fno-omit-frame-pointer)
target_compile_definitions(piw_compile_options INTERFACE PIW_VERSION="${PROJECT_VERSION}")

if(PIW_SANITIZE)
  add_compile_options(-fsanitize=${PIW_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PIW_SANITIZE})
else()
  add_link_options(-fuse-ld=lld)
endif()
if(PIW_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
