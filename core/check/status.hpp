#pragma once

#include <string>
#include <string_view>

namespace core::check {

/// What a `v1` Status says.
struct Status {
    std::string message;  ///< one line; of a body that is no Status the beginning of its text
    std::string kind;     ///< of `details`: `namespaces`, `pods`
};

/// Reads the body of a refusal as far as it goes. Messages about webhooks carry their cause at the end, so that up to
/// 1,500 code points are kept.
[[nodiscard]] Status decode_status(std::string_view body);

}  // namespace core::check
