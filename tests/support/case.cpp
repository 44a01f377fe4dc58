#include "tests/support/case.hpp"

#include "core/json/decoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tests {
namespace {

namespace fs = std::filesystem;
using core::mutation::Policy;
using Json = nlohmann::json;

core::mutation::Mode mode_of(std::string_view word) {
    return word == "observe" ? core::mutation::Mode::observe : core::mutation::Mode::inject;
}

core::mutation::OnRoleConflict on_role_conflict_of(std::string_view word) {
    using core::mutation::OnRoleConflict;
    return word == "deny" ? OnRoleConflict::deny : (word == "warn" ? OnRoleConflict::warn : OnRoleConflict::repair);
}

void set_flag(Policy& policy, const std::string& flag, const Json& value) {
    if (flag == "mode") {
        policy.mode = mode_of(value.get<std::string>());
    } else if (flag == "on-role-conflict") {
        policy.on_role_conflict = on_role_conflict_of(value.get<std::string>());
    } else if (flag == "service-accounts") {
        policy.service_accounts = value.get<std::vector<std::string>>();
    } else if (flag == "default-role-arn") {
        policy.default_role_arn = value.get<std::string>();
    } else if (flag == "allowed-role") {
        policy.allowed_role = value.get<std::vector<std::string>>();
    } else if (flag == "allowed-profile-role") {
        policy.allowed_profile_role = value.get<std::vector<std::string>>();
    } else if (flag == "annotation-prefix") {
        policy.annotation_prefix = value.get<std::string>();
    } else if (flag == "token-audience") {
        policy.token_audience = value.get<std::string>();
    } else if (flag == "token-expiration") {
        policy.token_expiration_s = value.get<int>();
    } else if (flag == "token-mount-path") {
        policy.token_mount_path = value.get<std::string>();
    } else if (flag == "aws-default-region") {
        policy.aws_default_region = value.get<std::string>();
    } else if (flag == "sts-regional-endpoint") {
        policy.sts_regional_endpoint = value.get<bool>();
    } else if (flag == "skip-containers") {
        policy.skip_containers = value.get<std::vector<std::string>>();
    } else {
        throw std::runtime_error("policy.json: no such flag: " + flag);
    }
}

Policy policy_of(const std::string& folder) {
    Policy policy;
    if (!fs::exists(std::string(TESTDATA) + "/" + folder + "/policy.json")) {
        return policy;
    }
    const Json flags = Json::parse(read_testdata(folder + "/policy.json"));
    for (const auto& [flag, value] : flags.items()) {
        set_flag(policy, flag, value);
    }
    return policy;
}

struct Item {
    std::string kind;
    std::string_view json;
};

/// The items of a List, each as it stands in the text.
std::vector<Item> items_of(std::string_view list_json) {
    std::vector<Item> items;
    core::json::Decoder decoder(list_json);
    core::json::Fault fault;
    decoder.object(fault, [&](const core::json::String& key) {
        if (!key.is("items")) {
            return decoder.scanner().skip();
        }
        decoder.array(fault, [&](std::size_t) {
            const std::string_view json = decoder.scanner().skip_raw();
            items.push_back({Json::parse(json)["kind"].get<std::string>(), json});
        });
    });
    return items;
}

template <typename T>
T must(core::Result<T> result) {
    if (!result) {
        throw std::runtime_error("cluster.json: " + result.error().detail);
    }
    return *std::move(result);
}

}  // namespace

std::vector<std::string> case_names() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(std::string(TESTDATA) + "/admission")) {
        if (entry.is_directory()) {
            names.push_back(entry.path().filename());
        }
    }
    std::ranges::sort(names);
    return names;
}

Case load_case(const std::string& name) {
    const std::string folder = "admission/" + name;
    Case loaded;
    loaded.name = name;
    loaded.request = read_testdata(folder + "/request.json");
    loaded.policy = policy_of(folder);
    loaded.directory = directory_of(read_testdata(folder + "/cluster.json"), loaded.policy.annotation_prefix);
    loaded.expect = Json::parse(read_testdata(folder + "/expect.json"));
    return loaded;
}

core::profile::Directory directory_of(std::string_view list_json, const std::string& annotation_prefix) {
    using namespace core::profile;
    Directory directory;
    std::vector<Profile> profiles;
    for (const auto& [kind, json] : items_of(list_json)) {
        if (kind == "Profile") {
            profiles.push_back(must(decode_profile(json)));
            directory = directory.with(profiles.back());
        } else if (kind == "Namespace") {
            directory = directory.with(must(decode_namespace(json)));
        } else if (kind == "ServiceAccount") {
            directory = directory.with(must(decode_service_account(json, annotation_prefix)));
        }
    }
    for (const Profile& profile : profiles) {
        if (directory.find_namespace(profile.name) == nullptr) {
            Namespace owned;
            owned.name = profile.name;
            owned.controllers = {Namespace::ProfileReference{profile.name, profile.uid}};
            owned.has_profile_reference = true;
            directory = directory.with(owned);
        }
    }
    return directory;
}

std::string read_testdata(const std::string& path) {
    std::ifstream file(std::string(TESTDATA) + "/" + path, std::ios::binary);
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace tests
