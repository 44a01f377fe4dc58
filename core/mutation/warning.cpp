#include "core/mutation/warning.hpp"

#include "core/text/utf8.hpp"

#include <algorithm>
#include <cstddef>

namespace core::mutation {
namespace {

/// A name under review has not been validated yet; kube-apiserver drops a warning with control characters.
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

void add_warning(std::vector<std::string>& warnings, std::string_view warning) {
    if (warnings.size() >= max_warnings) {
        return;
    }
    std::string cut = text::truncate(warning, max_warning_length);
    std::ranges::replace_if(cut, is_control, ' ');
    if (std::ranges::find(warnings, cut) == warnings.end()) {
        warnings.push_back(std::move(cut));
    }
}

std::string shorten_role(std::string_view role, int limit) {
    const auto size = static_cast<std::size_t>(limit);
    // A role ARN is ASCII; any other value of the user's is cut from the end, where no code point can be split.
    const bool is_ascii = std::ranges::all_of(role, [](char c) { return static_cast<signed char>(c) >= 0; });
    if (role.size() <= size || !is_ascii) {
        return text::truncate(role, size);
    }
    return "…" + std::string(role.substr(role.size() - size + 1));
}

std::string invalid_plugin_warning(std::string_view profile, std::string_view why) {
    return "Profile " + std::string(profile) + " gives no AWS role until it is mended: " + std::string(why);
}

std::string refused_annotation_warning(std::string_view service_account, bool is_not_allowed, const Policy& policy) {
    return "ServiceAccount " + std::string(service_account) + ": annotation " + policy.annotation_prefix +
           "/role-arn " +
           (is_not_allowed ? "names a role that is not allowed here (--allowed-role)"
                           : "is not the ARN of an IAM role");
}

}  // namespace core::mutation
