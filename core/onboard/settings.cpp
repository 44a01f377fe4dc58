#include "core/onboard/settings.hpp"

#include "core/iam/trust_policy/edit/edit.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace core::onboard {
namespace {

using Complaints = std::vector<std::string>;

constexpr std::size_t most_tags = 50;
constexpr const char* cluster_tag = "profile-iam-webhook/cluster";

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_made_of(std::string_view text, std::string_view signs) {
    return std::ranges::all_of(text, [signs](char c) { return is_alphanumeric(c) || signs.contains(c); });
}

iam::OidcProvider provider_of_issuer(const SettingsText& text, Complaints& complaints) {
    iam::OidcProvider provider{
        .partition = text.partition.empty() ? "aws" : text.partition, .account_id = text.account_id, .issuer = {}};
    if (text.account_id.empty())
        complaints.emplace_back("--account-id is missing: --issuer does not say which account");
    if (auto issuer = iam::decode_issuer(text.issuer); issuer) {
        provider.issuer = *std::move(issuer);
    } else {
        complaints.push_back("--issuer: " + issuer.error().detail);
    }
    if (complaints.empty() && !iam::decode_oidc_provider(provider.arn()))
        complaints.push_back("--partition: " + text::quoted(text.partition) +
                             " is none; it is aws, aws-cn, aws-us-gov, ...");
    return provider;
}

iam::OidcProvider provider_of(const SettingsText& text, Complaints& complaints) {
    if (!text.account_id.empty() && !iam::is_account_id(text.account_id)) {
        complaints.push_back("--account-id: " + text::quoted(text.account_id) + " is not twelve digits");
        return {};
    }
    if (!text.provider.empty() && !text.issuer.empty()) {
        complaints.emplace_back("--provider and --issuer say the same; give one of them");
        return {};
    }
    if (!text.issuer.empty()) return provider_of_issuer(text, complaints);
    if (text.provider.empty()) {
        complaints.emplace_back(
            "--provider is missing: the ARN of the cluster's OIDC provider, or --issuer URL with --account-id");
        return {};
    }
    auto provider = iam::decode_oidc_provider(text.provider);
    if (!provider) {
        complaints.push_back("--provider: " + provider.error().detail);
        return {};
    }
    if (!text.account_id.empty() && text.account_id != provider->account_id)
        complaints.push_back("--account-id: the provider is of another account, " + provider->account_id +
                             "; a role trusts providers of its own account only");
    if (!text.partition.empty() && text.partition != provider->partition)
        complaints.push_back("--partition: the provider is of the partition " + provider->partition);
    return *std::move(provider);
}

/// The ARN of a customer's policy in the account, or of AWS's own (`aws` in place of the account).
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
std::string boundary_complaint(std::string_view arn, const iam::OidcProvider& provider) {
    const std::string mine = "arn:" + provider.partition + ":iam::" + provider.account_id + ":policy/";
    const std::string of_aws = "arn:" + provider.partition + ":iam::aws:policy/";
    const std::string& start = arn.starts_with(of_aws) ? of_aws : mine;
    if (!arn.starts_with(start)) return text::quoted(arn) + " is no policy of this account; it begins with " + mine;
    const std::string_view name = arn.substr(start.size());
    if (name.empty() || name.ends_with('/') || !is_made_of(name, "+=,.@_/-"))
        return text::quoted(arn) + " names no policy";
    return "";
}

/// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
std::string tag_complaint(const Tag& tag) {
    constexpr std::string_view signs = " _.:/=+-@";
    if (tag.key.empty() || tag.key.size() > 128) return "a key has 1 to 128 characters";
    if (tag.value.size() > 256) return "a value has at most 256 characters";
    if (tag.key.starts_with("aws:")) return "keys that begin with aws: belong to AWS";
    if (!is_made_of(tag.key, signs) || !is_made_of(tag.value, signs))
        return "tags are made of letters, digits, spaces and _.:/=+-@";
    return "";
}

std::vector<Tag> tags_of(const SettingsText& text, Complaints& complaints) {
    std::vector<Tag> tags;
    std::set<std::string> keys;
    for (const auto& word : text.tags) {
        const std::size_t equals = word.find('=');
        Tag tag{.key = word.substr(0, equals), .value = equals == std::string::npos ? "" : word.substr(equals + 1)};
        std::string complaint = equals == std::string::npos ? "write KEY=VALUE" : tag_complaint(tag);
        if (complaint.empty() && !keys.insert(tag.key).second) complaint = "this key is given twice";
        if (!complaint.empty()) complaints.push_back("--tag: " + text::quoted(word) + ": " + complaint);
        tags.push_back(std::move(tag));
    }
    if (!text.cluster_name.empty() && !keys.contains(cluster_tag)) tags.push_back({cluster_tag, text.cluster_name});
    if (tags.size() > most_tags) complaints.emplace_back("--tag: a role has at most 50 tags");
    return tags;
}

/// Regions of China and GovCloud are in partitions of their own.
std::string region_complaint(const std::string& region, const std::string& partition) {
    const bool fits = is_made_of(region, "-") &&
                      std::ranges::none_of(region, [](char c) { return c >= 'A' && c <= 'Z'; });
    if (!fits || !region.contains('-')) return text::quoted(region) + " is no region such as eu-west-1";
    const std::string wanted = region.starts_with("cn-") ? "aws-cn" : region.starts_with("us-gov-") ? "aws-us-gov" : "";
    const bool is_special = partition == "aws-cn" || partition == "aws-us-gov";
    if ((!wanted.empty() || is_special) && wanted != partition)
        return region + " is not in the partition " + partition + " of the OIDC provider";
    return "";
}

void check_rest(const SettingsText& text, const Settings& settings, Complaints& complaints) {
    const bool has_provider = !settings.provider.account_id.empty();
    const auto add = [&](const char* flag, const std::string& complaint) {
        if (!complaint.empty()) complaints.push_back(std::string(flag) + ": " + complaint);
    };
    if (!text.permissions_boundary.empty() && has_provider)
        add("--permissions-boundary", boundary_complaint(text.permissions_boundary, settings.provider));
    if (!text.region.empty() && has_provider)
        add("--region", region_complaint(text.region, settings.provider.partition));
    const bool is_visible = std::ranges::all_of(settings.audience, [](char c) { return c > ' ' && c <= '~'; });
    if (!is_visible || settings.audience.size() > 255)
        add("--audience", "it is made of at most 255 visible ASCII characters, such as sts.amazonaws.com");
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
    const auto& cluster = text.cluster_name;
    if (!cluster.empty() && (cluster.size() > 100 || !is_alphanumeric(cluster.front()) || !is_made_of(cluster, "-_")))
        add("--cluster-name", "it has at most 100 letters, digits, dashes and underscores, a letter or digit first");
    if (text.quota == 0 || text.quota > 8192) add("--quota", "IAM's quota is 2048, and can be raised up to 8192");
}

}  // namespace

Settings decode_settings(const SettingsText& text, Complaints& complaints) {
    Settings settings{.provider = provider_of(text, complaints),
                      .audience = text.audience.empty() ? iam::trust_policy::edit::sts_audience : text.audience,
                      .permissions_boundary = text.permissions_boundary,
                      .region = text.region,
                      .cluster_name = text.cluster_name,
                      .tags = tags_of(text, complaints),
                      .quota = text.quota};
    check_rest(text, settings, complaints);
    return settings;
}

}  // namespace core::onboard
