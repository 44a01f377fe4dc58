#pragma once

#include "core/error.hpp"
#include "server/files/documents.hpp"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace server::files {

/// What is wrong with a text, and where. Thrown inside this room only (out of the call-backs of yaml-cpp and RapidJSON
/// there is no other way) and caught by read_documents.
struct Failure : std::runtime_error {
    Failure(core::ErrorCode error_code, Position where, const std::string& what_is_wrong)
        : std::runtime_error(what_is_wrong), code(error_code), position(where) {}

    core::ErrorCode code;
    Position position;
};

/// `3:14`
[[nodiscard]] std::string to_string(Position position);

/// Turns byte offsets of one text into lines and columns.
class LineIndex {
public:
    explicit LineIndex(std::string_view text);
    [[nodiscard]] Position at(std::size_t offset) const;

private:
    std::vector<std::size_t> line_starts_{0};
};

}  // namespace server::files
