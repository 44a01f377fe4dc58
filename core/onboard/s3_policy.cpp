#include "core/onboard/s3_policy.hpp"

#include "core/onboard/json_layout.hpp"

#include <array>
#include <utility>
#include <vector>

namespace core::onboard {
namespace {

using Actions = std::vector<std::string>;

constexpr std::array words = {std::pair{S3Access::none, "none"}, std::pair{S3Access::read, "read"},
                              std::pair{S3Access::write, "write"}, std::pair{S3Access::full, "full"}};

std::string statement(const Actions& actions, const std::string& resource, const std::string& prefix) {
    std::string out = R"({"Effect":"Allow","Action":)";
    out += actions.size() == 1 ? json_string(actions.front()) : json_list(actions);
    out += R"(,"Resource":)" + json_string(resource);
    if (!prefix.empty()) out += R"(,"Condition":{"StringLike":{"s3:prefix":)" + json_string(prefix + "*") + "}}";
    return out + "}";
}

/// Actions on objects.
Actions object_actions(S3Access access) {
    if (access == S3Access::read) return {"s3:GetObject"};
    if (access == S3Access::full) return {"s3:*"};
    return {"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts"};
}

/// What is needed of the bucket to work with objects: where it is, and what is in it.
std::string bucket_statements(const S3Grant& grant, const std::string& bucket) {
    Actions listing = {"s3:ListBucket"};
    if (grant.access != S3Access::read) listing.emplace_back("s3:ListBucketMultipartUploads");
    if (!grant.location.prefix.empty())
        return statement({"s3:GetBucketLocation"}, bucket, "") + "," +
               statement(listing, bucket, grant.location.prefix);
    listing.emplace_back("s3:GetBucketLocation");
    return statement(listing, bucket, "");
}

std::string statements(std::string_view partition, const S3Grant& grant) {
    const std::string bucket = "arn:" + std::string(partition) + ":s3:::" + grant.location.bucket;
    const std::string objects = bucket + "/" + grant.location.prefix + "*";
    const bool is_whole = grant.access == S3Access::full && grant.location.prefix.empty();
    return (is_whole ? statement({"s3:*"}, bucket, "") : bucket_statements(grant, bucket)) + "," +
           statement(object_actions(grant.access), objects, "");
}

}  // namespace

const char* to_string(S3Access access) {
    for (const auto& [value, word] : words)
        if (value == access) return word;
    return "none";
}

std::optional<S3Access> decode_s3_access(std::string_view text) {
    for (const auto& [value, word] : words)
        if (text == word) return value;
    return std::nullopt;
}

const char* meaning(S3Access access) {
    switch (access) {
        case S3Access::none: return "no S3 access is given, and none is taken away";
        case S3Access::read: return "list and read objects; --s3-access=write adds writing and deleting them";
        case S3Access::write:
            return "list, read, write and delete objects; --s3-access=full allows every action of S3 there";
        case S3Access::full: return "every action of S3 there; --s3-access=read or write gives less";
    }
    return "";
}

std::string render_s3_policy(std::string_view partition, std::span<const S3Grant> grants) {
    std::string all;
    for (const auto& grant : grants) all.append(all.empty() ? "" : ",").append(statements(partition, grant));
    return lay_out(R"({"Version":"2012-10-17","Statement":[)" + all + "]}");
}

}  // namespace core::onboard
