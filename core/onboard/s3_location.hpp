#pragma once

#include "core/error.hpp"

#include <string>
#include <string_view>

namespace core::onboard {

/// A bucket, or everything in it below a prefix.
struct S3Location {
    std::string bucket;
    std::string
        prefix{};  ///< empty: the whole bucket; else ends with a slash, so that `team-a` does not reach `team-ab`

    /// `ml-data` or `ml-data/team-a/`.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const S3Location&, const S3Location&) = default;
};

/// Reads `NAME` or `NAME/PREFIX`; `s3://` before it is taken off. Errors (bad_name): a bucket name that S3 refuses
/// (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html), an ARN, a prefix that is longer than
/// 1,023 bytes, begins with a slash, holds two in a row, or a character that means something in a policy (`*`, `?`,
/// `$`) or is no visible ASCII.
[[nodiscard]] Result<S3Location> decode_s3_location(std::string_view text);

/// Whether every object of `inner` lies in `outer` (the same place included).
[[nodiscard]] bool contains(const S3Location& outer, const S3Location& inner);

}  // namespace core::onboard
