#include "core/profile/plugin.hpp"

#include "core/iam/role_arn.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace core::profile {
namespace {

using json::Kind;

struct Member {
    std::string_view key;
    Kind kind = Kind::null;
    std::string_view raw;
};

constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

std::string string_value(const Member& member) {
    std::string value;
    json::append_unescaped(value, member.raw.substr(1, member.raw.size() - 2));
    return value;
}

void set_invalid(Plugin& plugin, const char* key, const char* must_be) {
    if (plugin.invalid.empty()) {
        plugin.invalid = std::string(key) + " must be " + must_be;
    }
}

void warn_ignored(Plugin& plugin, const char* key, const char* must_be) {
    plugin.warnings.push_back(std::string(key) + " is ignored: it must be " + must_be);
}

void set_role(const Member& member, Plugin& plugin) {
    if (member.kind != Kind::string) {
        return set_invalid(plugin, "awsIamRole", "a string");
    }
    plugin.role_arn = string_value(member);
}

void set_annotate_only(const Member& member, Plugin& plugin) {
    if (member.kind != Kind::boolean) {
        return set_invalid(plugin, "annotateOnly", "true or false");
    }
    plugin.annotate_only = member.raw == "true";
}

void set_service_accounts(const Member& member, Plugin& plugin) {
    std::vector<std::string> patterns;
    bool all_strings = member.kind == Kind::array;
    if (all_strings) {
        json::Decoder decoder(member.raw);
        json::Fault fault;
        decoder.array(fault, [&](std::size_t) {
            const json::Text text = decoder.string();
            all_strings = all_strings && text.present;
            patterns.emplace_back(text.value);
        });
    }
    if (!all_strings) {
        return warn_ignored(plugin, "serviceAccounts", "a list of names");
    }
    plugin.service_accounts = std::move(patterns);
}

void set_audience(const Member& member, Plugin& plugin) {
    if (member.kind != Kind::string) {
        return warn_ignored(plugin, "audience", "a string");
    }
    plugin.audience = string_value(member);
}

void set_token_expiration(const Member& member, Plugin& plugin) {
    // An integer is one whose text has neither a fraction nor an exponent: what Go reads into an int64.
    if (member.kind != Kind::number || member.raw.find_first_of(".eE") != std::string_view::npos) {
        return warn_ignored(plugin, "tokenExpirationSeconds", "an integer");
    }
    plugin.token_expiration = member.raw;
}

void set_region(const Member& member, Plugin& plugin) {
    if (member.kind != Kind::string) {
        return warn_ignored(plugin, "region", "a string");
    }
    plugin.region = string_value(member);
}

void set_sts_regional_endpoints(const Member& member, Plugin& plugin) {
    if (member.kind != Kind::boolean) {
        return warn_ignored(plugin, "stsRegionalEndpoints", "true or false");
    }
    plugin.sts_regional_endpoints = member.raw == "true";
}

struct Setter {
    std::string_view key;
    void (*set)(const Member&, Plugin&);
};

constexpr std::array<Setter, 7> setters = {{
    {"awsIamRole", set_role},
    {"annotateOnly", set_annotate_only},
    {"serviceAccounts", set_service_accounts},
    {"audience", set_audience},
    {"tokenExpirationSeconds", set_token_expiration},
    {"region", set_region},
    {"stsRegionalEndpoints", set_sts_regional_endpoints},
}};

void apply(const Member& member, Plugin& plugin) {
    for (const Setter& setter : setters) {
        if (member.kind != Kind::null && equals_ignoring_case(member.key, setter.key)) {
            setter.set(member, plugin);
        }
    }
}

void check_role(Plugin& plugin) {
    if (!plugin.invalid.empty()) {
        return;
    }
    if (plugin.role_arn.empty()) {
        plugin.invalid = "awsIamRole is missing";
    } else if (!iam::is_role_arn(plugin.role_arn)) {
        plugin.invalid = "awsIamRole is not the ARN of an IAM role";
    }
}

}  // namespace

Plugin decode_plugin_spec(json::Decoder& decoder) {
    Plugin plugin;
    json::Fault fault;
    std::vector<Member> members;
    decoder.object(fault, [&](const json::String& key) {
        const Kind kind = decoder.scanner().peek();
        members.push_back({decoder.arena().value(key), kind, decoder.scanner().skip_raw()});
    });
    if (fault.is_set()) {
        plugin.invalid = "its spec must be an object";
    }
    if (decoder.scanner().failed()) {
        return plugin;  // the last member is cut off; whoever finishes the decoder finds the failure
    }
    std::ranges::sort(members, [](const Member& a, const Member& b) {
        return a.key != b.key ? a.key < b.key : a.raw.data() < b.raw.data();  // of an exact duplicate the later one
    });
    for (const Member& member : members) {
        apply(member, plugin);
    }
    check_role(plugin);
    return plugin;
}

}  // namespace core::profile
