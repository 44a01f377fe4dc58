#pragma once

#include <string_view>

namespace fuzz {

/// Tries one input; every target defines it. Whatever is wrong ends the process: a sanitizer, an exception that nobody
/// caught, or `must`. The bytes lie in a block of exactly their size, so one byte too far is seen.
void try_input(std::string_view bytes);

/// Ends the process, with `law` as the reason, when it does not hold.
void must(bool holds, std::string_view law);

}  // namespace fuzz
