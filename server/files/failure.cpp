#include "server/files/failure.hpp"

#include <algorithm>
#include <cstdint>

namespace server::files {

std::string to_string(Position position) {
    return std::to_string(position.line) + ":" + std::to_string(position.column);
}

LineIndex::LineIndex(std::string_view text) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        line_starts_.push_back(at + 1);
    }
}

Position LineIndex::at(std::size_t offset) const {
    const auto after = std::ranges::upper_bound(line_starts_, offset);
    const auto line = static_cast<std::size_t>(after - line_starts_.begin());
    return {.line = static_cast<std::uint32_t>(line),
            .column = static_cast<std::uint32_t>(offset - line_starts_[line - 1] + 1)};
}

}  // namespace server::files
