#pragma once

#include "core/onboard/s3_location.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace core::onboard {

/// What a role may do in its place on S3. none: the script leaves S3 alone. read: list and get. write: put and delete
/// too, and multipart uploads. full: `s3:*` there.
enum class S3Access { none, read, write, full };

[[nodiscard]] const char* to_string(S3Access access);
/// The access of that name; nothing when there is none.
[[nodiscard]] std::optional<S3Access> decode_s3_access(std::string_view text);
/// What it allows, one line for a person, and how to get more.
[[nodiscard]] const char* meaning(S3Access access);

/// One place, and what may be done there.
struct S3Grant {
    S3Location location;
    S3Access access = S3Access::read;

    friend bool operator==(const S3Grant&, const S3Grant&) = default;
};

/// The characters that all inline policies of a role may have together, white space not counted.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
inline constexpr std::size_t inline_policy_quota = 10'240;

/// The policy that allows these grants and nothing besides, in the partition (`aws`, `aws-cn`, ...). Listing is
/// confined to the prefix by `s3:prefix`; with a prefix, `full` means everything with the objects there, but not the
/// bucket's own settings, because those are shared with others. At least one grant, none of them `none`.
/// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
[[nodiscard]] std::string render_s3_policy(std::string_view partition, std::span<const S3Grant> grants);

}  // namespace core::onboard
