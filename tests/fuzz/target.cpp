// What all targets share: libFuzzer's entry.
#include "tests/fuzz/target.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>

namespace fuzz {

void must(bool holds, std::string_view law) {
    if (!holds) {
        std::cerr << "broken: " << law << '\n';
        std::abort();
    }
}

}  // namespace fuzz

// The name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,  // NOLINT(readability-identifier-naming)
                                      std::size_t size) {
    fuzz::try_input({reinterpret_cast<const char*>(data), size});
    return 0;
}
