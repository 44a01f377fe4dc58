#pragma once

#include "core/error.hpp"
#include "core/json/decoder.hpp"
#include "core/text/dns_name.hpp"

#include <string>

namespace core::profile {

/// Ends the decoding of one object that was read from `text`: what cannot be read or understood is an error.
template <typename T>
[[nodiscard]] Result<T> finish(std::string_view text, json::Decoder& decoder, const json::Fault& fault, T object) {
    if (auto error = decoder.finish()) {
        return std::unexpected(std::move(*error));
    }
    if (fault.is_set()) {
        return std::unexpected(json::wrong_shape(text, fault));
    }
    return object;
}

/// The error when `name` is missing or no DNS-1123 name.
[[nodiscard]] inline Error bad_name(const char* path, const std::string& name) {
    return name.empty() ? Error{ErrorCode::bad_name, std::string(path) + " is missing"}
                        : Error{ErrorCode::bad_name, std::string(path) + " is no DNS-1123 name"};
}

}  // namespace core::profile
