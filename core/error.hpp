#pragma once

#include <expected>
#include <string>

namespace core {

/// What kind of input could not be understood. The code is stable: tests and metrics use it; people read the detail.
enum class ErrorCode {
    broken_json,   ///< not JSON as RFC 8259 has it, invalid UTF-8 included
    too_deep,      ///< more than json::max_depth nested arrays and objects
    wrong_shape,   ///< JSON, but a member is missing or has a type that it must not have
    bad_name,      ///< not a DNS-1123 name where Kubernetes demands one
    bad_role_arn,  ///< not the ARN of an IAM role
    bad_pattern,   ///< a name or role pattern that can match nothing
};

/// The metric label and the word in tests: `broken_json`, `too_deep`, ...
constexpr const char* to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::broken_json: return "broken_json";
        case ErrorCode::too_deep: return "too_deep";
        case ErrorCode::wrong_shape: return "wrong_shape";
        case ErrorCode::bad_name: return "bad_name";
        case ErrorCode::bad_role_arn: return "bad_role_arn";
        case ErrorCode::bad_pattern: return "bad_pattern";
    }
    return "unknown";
}

/// An input that cannot be understood. `detail` is one line for a person: it names the place (a JSON pointer, a flag,
/// a Profile) and never quotes a token, an environment value or more of a request body than a key.
struct Error {
    ErrorCode code;
    std::string detail;

    friend bool operator==(const Error&, const Error&) = default;
};

/// The answer of every `decode_x`: the value, or why it cannot be understood. Nothing in core throws.
template <typename T>
using Result = std::expected<T, Error>;

}  // namespace core
