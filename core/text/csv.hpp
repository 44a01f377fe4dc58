#pragma once

#include "core/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace core::text {

/// One record of a CSV text.
struct CsvRecord {
    std::size_t line = 1;  ///< where it begins, from 1
    std::vector<std::string> fields;

    friend bool operator==(const CsvRecord&, const CsvRecord&) = default;
};

/// Reads comma-separated values (RFC 4180): fields in double quotes may hold commas, line ends and doubled quotes;
/// lines end with CRLF or LF, the last one need not. A byte order mark (spreadsheets write one) and empty lines are
/// skipped, nothing is trimmed. The number of fields is not judged. Errors (wrong_shape) begin with the line, `3: `: a
/// quote in a field that does not begin with one, text behind a closing quote, a quote that is never closed.
[[nodiscard]] Result<std::vector<CsvRecord>> decode_csv(std::string_view text);

}  // namespace core::text
