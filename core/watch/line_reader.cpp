#include "core/watch/readers.hpp"

namespace core::watch {
namespace {

constexpr std::size_t kept_capacity = 64UL * 1024;

/// White space is no line: JSON has none of its own.
bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

std::optional<Error> LineReader::keep(std::string_view part) {
    if (too_long_ || part.size() > max_line_bytes_ - pending_.size()) {
        too_long_ = true;
        std::string().swap(pending_);
        return Error{ErrorCode::wrong_shape,
                     "a line of the watch is longer than " + std::to_string(max_line_bytes_) + " bytes"};
    }
    pending_.append(part);
    return std::nullopt;
}

std::optional<Error> LineReader::feed(std::string_view piece, const std::function<bool(std::string_view)>& line) {
    while (!too_long_) {
        const std::size_t newline = piece.find('\n');
        std::string_view complete = piece.substr(0, newline);
        const bool whole = newline != std::string_view::npos && pending_.empty() && complete.size() <= max_line_bytes_;
        if (!whole) {
            if (auto error = keep(complete)) {
                return error;
            }
            if (newline == std::string_view::npos) {
                return std::nullopt;
            }
            complete = pending_;
        }
        const bool goes_on = is_blank(complete) || line(complete);
        pending_.clear();
        if (pending_.capacity() > kept_capacity) {
            std::string().swap(pending_);
        }
        if (!goes_on) {
            return std::nullopt;
        }
        piece.remove_prefix(newline + 1);
    }
    return keep({});
}

}  // namespace core::watch
