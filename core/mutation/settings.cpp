#include "core/mutation/settings.hpp"

#include "core/iam/role_arn.hpp"
#include "core/mutation/warning.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace core::mutation {
namespace {

/// One place where a lifetime may be written.
struct Candidate {
    std::string_view place;  ///< for the warning: `Pod annotation token-expiration`
    const std::string_view* text = nullptr;
};

/// The first candidate that is a number; the others draw warnings as they are passed.
std::optional<int> first_lifetime(std::initializer_list<Candidate> candidates, std::vector<std::string>& warnings) {
    for (const auto& [place, text] : candidates) {
        if (text == nullptr) {
            continue;
        }
        const auto lifetime = parse_lifetime(*text);
        if (!lifetime) {
            add_warning(warnings, std::string(place) + " is ignored: write whole seconds, 600 to 86400");
            continue;
        }
        if (lifetime->clamped) {
            add_warning(warnings, std::string(place) + " is outside 600..86400: " + std::to_string(lifetime->seconds) +
                                      " is used");
        }
        return lifetime->seconds;
    }
    return std::nullopt;
}

int decide_lifetime(const RoleDecision& decision, const admission::Annotations* pod, const Policy& policy,
                    std::vector<std::string>& warnings) {
    const json::Text* annotation = pod == nullptr ? nullptr : pod->find(policy.annotation_prefix, "token-expiration");
    std::string_view from_account;
    std::string_view from_plugin;
    Candidate account{"ServiceAccount annotation token-expiration", nullptr};
    Candidate plugin{"tokenExpirationSeconds of the Profile's plugin", nullptr};
    if (decision.account != nullptr && decision.account->token_expiration) {
        from_account = *decision.account->token_expiration;
        account.text = &from_account;
    }
    if (decision.source == Source::profile && decision.plugin->token_expiration) {
        from_plugin = *decision.plugin->token_expiration;
        plugin.text = &from_plugin;
    }
    const Candidate own{"Pod annotation token-expiration", annotation == nullptr ? nullptr : &annotation->value};
    return first_lifetime({own, account, plugin}, warnings).value_or(policy.token_expiration_s);
}

std::string decide_audience(const RoleDecision& decision, const Policy& policy) {
    if (decision.account != nullptr && decision.account->audience) {
        return *decision.account->audience;
    }
    if (decision.source == Source::profile && !decision.plugin->audience.value_or("").empty()) {
        return *decision.plugin->audience;
    }
    return policy.token_audience;
}

bool decide_regional(const RoleDecision& decision, const Policy& policy, std::vector<std::string>& warnings) {
    if (decision.account != nullptr && decision.account->sts_regional_endpoints) {
        if (const auto value = parse_boolean(*decision.account->sts_regional_endpoints)) {
            return *value;
        }
        add_warning(warnings, "ServiceAccount annotation sts-regional-endpoints is ignored: write true or false");
    }
    if (decision.source == Source::profile && decision.plugin->sts_regional_endpoints) {
        return *decision.plugin->sts_regional_endpoints;
    }
    // The global endpoint of STS serves partition `aws` alone.
    return policy.sts_regional_endpoint.value_or(iam::partition_of(decision.role) != "aws");
}

}  // namespace

std::optional<Lifetime> parse_lifetime(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
        return std::nullopt;
    }
    long long seconds = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (parsed.ec == std::errc::result_out_of_range) {
        seconds = max_token_expiration_s + 1LL;
    }
    if (negative) {
        seconds = -seconds;
    }
    const long long clamped = std::clamp<long long>(seconds, min_token_expiration_s, max_token_expiration_s);
    return Lifetime{static_cast<int>(clamped), clamped != seconds};
}

std::optional<bool> parse_boolean(std::string_view text) {
    constexpr std::array<std::string_view, 6> yes = {"1", "t", "T", "TRUE", "true", "True"};
    constexpr std::array<std::string_view, 6> no = {"0", "f", "F", "FALSE", "false", "False"};
    if (std::ranges::find(yes, text) != yes.end()) {
        return true;
    }
    return std::ranges::find(no, text) != no.end() ? std::optional(false) : std::nullopt;
}

Settings decide_settings(const RoleDecision& decision, const admission::Annotations* pod, const Policy& policy) {
    Settings settings;
    settings.audience = decide_audience(decision, policy);
    settings.token_expiration_s = decide_lifetime(decision, pod, policy, settings.warnings);
    settings.sts_regional_endpoints = decide_regional(decision, policy, settings.warnings);
    const bool has_region = decision.source == Source::profile && decision.plugin->region &&
                            !decision.plugin->region->empty();
    settings.region = has_region ? *decision.plugin->region : policy.aws_default_region;
    if (decision.source == Source::profile) {
        for (const std::string& warning : decision.plugin->warnings) {
            add_warning(settings.warnings, "Profile " + decision.tenancy.profile->name + ": " + warning);
        }
    }
    return settings;
}

}  // namespace core::mutation
