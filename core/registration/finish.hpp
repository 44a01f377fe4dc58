#pragma once

#include "core/error.hpp"
#include "core/json/decoder.hpp"

#include <string_view>
#include <utility>

namespace core::registration {

/// Ends the decoding of one object that was read from `text`: what cannot be read or understood is an error. So is an
/// object without its version: what is written without one overwrites what others wrote.
template <typename T>
[[nodiscard]] Result<T> finish(std::string_view text, json::Decoder& decoder, const json::Fault& fault, T object) {
    if (auto error = decoder.finish()) {
        return std::unexpected(std::move(*error));
    }
    if (fault.is_set()) {
        return std::unexpected(json::wrong_shape(text, fault));
    }
    if (object.resource_version.empty()) {
        return std::unexpected(Error{ErrorCode::wrong_shape, "/metadata/resourceVersion is missing"});
    }
    return object;
}

}  // namespace core::registration
