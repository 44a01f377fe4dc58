#include "tests/support/laws.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace tests {
namespace {

using Json = nlohmann::json;
using Counts = std::map<std::string, int>;

std::ptrdiff_t count_code_points(const std::string& text) {
    return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

void expect_additions(const Json& before, const Json& after, const Json::json_pointer& path,
                      const std::set<std::string>& replaced) {
    if (replaced.contains(path.to_string())) {
        return;
    }
    if (before.is_object() && after.is_object()) {
        for (const auto& [key, value] : before.items()) {
            ASSERT_TRUE(after.contains(key)) << (path / key) << " is gone";
            expect_additions(value, after[key], path / key, replaced);
        }
    } else if (before.is_array() && after.is_array()) {
        ASSERT_LE(before.size(), after.size()) << path;
        for (std::size_t i = 0; i < before.size(); ++i) {
            expect_additions(before[i], after[i], path / i, replaced);
        }
    } else {
        EXPECT_EQ(before, after) << path << " has changed";
    }
}

/// The paths at which an operation may put another value in the place of one.
std::set<std::string> replaced_paths(const Json& before, const Json& operations) {
    std::set<std::string> paths;
    for (const auto& operation : operations) {
        const auto path = operation["path"].get<std::string>();
        const bool replaces_null = !path.ends_with("/-") && before.contains(Json::json_pointer(path)) &&
                                   before.at(Json::json_pointer(path)).is_null();
        if (operation["op"] == "replace" || replaces_null) {
            paths.insert(path);
        }
    }
    return paths;
}

void count_names(const Json& owner, const char* list, const char* key, const std::string& where, Counts& counts) {
    if (!owner.is_object() || !owner.contains(list) || !owner[list].is_array()) {
        return;
    }
    for (const auto& entry : owner[list]) {
        if (entry.is_object() && entry.contains(key) && entry[key].is_string()) {
            auto name = entry[key].get<std::string>();
            while (name.size() > 1 && name.ends_with('/')) {
                name.pop_back();
            }
            ++counts[where + list + " " + name];
        }
    }
}

/// How often each variable, mount path and volume name stands in its list.
Counts count_all(const Json& pod) {
    Counts counts;
    const Json spec = pod.value("spec", Json::object());
    count_names(spec, "volumes", "name", "", counts);
    for (const char* list : {"containers", "initContainers", "ephemeralContainers"}) {
        const Json containers = spec.value(list, Json::array());
        for (std::size_t i = 0; containers.is_array() && i < containers.size(); ++i) {
            const std::string where = std::string(list) + "/" + std::to_string(i) + "/";
            count_names(containers[i], "env", "name", where, counts);
            count_names(containers[i], "volumeMounts", "mountPath", where, counts);
        }
    }
    return counts;
}

}  // namespace

void expect_echo(const Json& review, const Json& answer) {
    const Json& response = answer["response"];
    EXPECT_EQ(answer["apiVersion"], review["apiVersion"]);
    EXPECT_EQ(answer["kind"], "AdmissionReview");
    EXPECT_EQ(response["uid"], review["request"]["uid"]);
    EXPECT_EQ(response.contains("patch"), response.contains("patchType"));
    EXPECT_TRUE(response["auditAnnotations"].contains("reason"));
    for (const auto& warning : response.value("warnings", Json::array())) {
        EXPECT_LE(count_code_points(warning.get<std::string>()), 120) << warning;
    }
}

void expect_only_additions(const Json& before, const Json& after, const Json& operations) {
    expect_additions(before, after, Json::json_pointer(), replaced_paths(before, operations));
}

void expect_pod_operations(const Json& operations) {
    for (const auto& operation : operations) {
        const auto path = operation["path"].get<std::string>();
        if (operation["op"] == "replace") {
            EXPECT_TRUE(path.ends_with("/value") && path.contains("/env/")) << path;
        } else {
            EXPECT_EQ(operation["op"], "add");
            EXPECT_TRUE(path.ends_with("/-") || path.ends_with("/env") || path.ends_with("/volumeMounts") ||
                        path.ends_with("/volumes"))
                << path;
        }
    }
}

void expect_no_new_repetitions(const Json& before, const Json& after) {
    const Counts old_counts = count_all(before);
    for (const auto& [name, count] : count_all(after)) {
        const auto old = old_counts.find(name);
        EXPECT_LE(count, old == old_counts.end() ? 1 : std::max(1, old->second)) << name;
    }
}

}  // namespace tests
