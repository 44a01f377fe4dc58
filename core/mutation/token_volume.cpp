#include "core/mutation/token_volume.hpp"

#include "core/json/write.hpp"

#include <algorithm>
#include <unordered_map>

namespace core::mutation {
namespace {

/// Of each name that could be ours: whether every volume of that name is this token.
using TakenNames = std::unordered_map<std::string_view, bool>;

TakenNames find_taken_names(const admission::Volumes& volumes, std::string_view audience) {
    TakenNames names;
    for (const admission::Volume& volume : volumes.items) {
        if (volume.name.starts_with(token_volume_name)) {
            const bool is_token = volume.has_token && volume.audience == audience;
            const auto [entry, is_new] = names.try_emplace(volume.name, is_token);
            entry->second = entry->second && is_token;
        }
    }
    return names;
}

}  // namespace

TokenVolume find_token_volume(const admission::Volumes& volumes, std::string_view audience) {
    const TakenNames names = find_taken_names(volumes, audience);
    TokenVolume found{std::string(token_volume_name)};
    for (int number = 2;; ++number) {
        const auto entry = names.find(found.name);
        if (entry == names.end() || entry->second) {
            found.is_there = entry != names.end();
            return found;
        }
        found.name_was_taken = true;
        found.name = std::string(token_volume_name) + "-" + std::to_string(number);
    }
}

std::string encode_token_volume(std::string_view name, const Settings& settings) {
    std::string out = "{";
    json::append_member(out, "name", name);
    out += R"(,"projected":{"sources":[{"serviceAccountToken":{)";
    if (!settings.audience.empty()) {
        json::append_member(out, "audience", settings.audience);
        out += ',';
    }
    out += R"("expirationSeconds":)" + std::to_string(settings.token_expiration_s) + R"(,"path":"token"}}]}})";
    return out;
}

std::string encode_token_mount(std::string_view name, std::string_view mount_path) {
    std::string out = "{";
    json::append_member(out, "name", name);
    out += R"(,"readOnly":true,)";
    json::append_member(out, "mountPath", mount_path);
    return out + "}";
}

std::string token_file(std::string_view mount_path, bool is_windows) {
    std::string path = std::string(mount_path) + "/token";
    if (!is_windows) {
        return path;
    }
    std::ranges::replace(path, '/', '\\');
    return "C:" + path;
}

}  // namespace core::mutation
