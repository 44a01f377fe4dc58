#pragma once

#include <cstddef>
#include <string>

namespace perf {

/// The baseline of this folder: one pass of RapidJSON's SAX reader over the text with a handler that only counts
/// (iterative, numbers as strings, encoding validated, SSE4.2 where there is one). The number of values; 0 when it
/// fails.
[[nodiscard]] std::size_t rapidjson_pass(const std::string& text);

}  // namespace perf
