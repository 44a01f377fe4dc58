#include "core/text/base64.hpp"
#include "server/kube/kubeconfig_file.hpp"

#include <yaml-cpp/yaml.h>

#include <utility>

namespace server::kube {

YAML::Node KubeconfigEntry::member(const std::string& key) const {
    const YAML::Node& constant = node_;  // the other operator[] would add the member
    return constant.IsMap() ? constant[key] : YAML::Node(YAML::NodeType::Undefined);
}

bool KubeconfigEntry::has(const std::string& key) const {
    const auto value = member(key);
    return value.IsDefined() && !value.IsNull();
}

std::string KubeconfigEntry::text(const std::string& key) const {
    if (!has(key)) return {};
    const auto value = member(key);
    if (!value.IsScalar()) refuse(key, "must be a string");
    return value.Scalar();
}

bool KubeconfigEntry::boolean(const std::string& key) const {
    const auto value = text(key);
    if (!value.empty() && value != "true" && value != "false") refuse(key, "must be true or false");
    return value == "true";
}

KubeconfigEntry KubeconfigEntry::at(const std::string& key) const {
    const auto value = member(key);
    if (!value.IsMap()) refuse(key, "must be a mapping");
    return {file_, name_ + ", " + key, value};
}

std::vector<KubeconfigEntry> KubeconfigEntry::elements(const std::string& key) const {
    if (!has(key)) return {};
    const auto list = member(key);
    if (!list.IsSequence()) refuse(key, "must be a list");
    std::vector<KubeconfigEntry> all;
    for (const auto& each : list) {
        all.emplace_back(file_, name_ + ", " + key + " " + std::to_string(all.size() + 1), each);
        if (!each.IsMap()) refuse(key, "must be a list of mappings");
    }
    return all;
}

std::vector<std::string> KubeconfigEntry::texts(const std::string& key) const {
    if (!has(key)) return {};
    const auto list = member(key);
    if (!list.IsSequence()) refuse(key, "must be a list");
    std::vector<std::string> all;
    for (const auto& each : list) {
        if (!each.IsScalar()) refuse(key, "must be a list of strings");
        all.push_back(each.Scalar());
    }
    return all;
}

std::string KubeconfigEntry::data(const std::string& key) const {
    auto encoded = text(key);
    std::erase_if(encoded, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });  // YAML folds lines
    auto decoded = core::text::decode_base64(encoded);
    if (!decoded) refuse(key, "is not base64");
    return std::move(*decoded);
}

std::filesystem::path KubeconfigEntry::path(const std::string& key) const {
    const std::filesystem::path written = text(key);
    return written.empty() ? written : std::filesystem::absolute(file_).parent_path() / written;
}

KubeconfigEntry KubeconfigEntry::named(std::string name) const { return {file_, std::move(name), node_}; }

void KubeconfigEntry::refuse(const std::string& key, const std::string& why) const {
    const auto value = member(key);
    const int line = (value.IsDefined() ? value : node_).Mark().line;
    throw KubeconfigRefused(file_.string() + (line >= 0 ? ":" + std::to_string(line + 1) : "") + ": " + name_ + ": `" +
                            key + "` " + why);
}

}  // namespace server::kube
