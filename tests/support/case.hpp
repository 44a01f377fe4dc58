#pragma once

#include "core/mutation/policy.hpp"
#include "core/profile/directory.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace tests {

/// One folder of tests/testdata/admission.
struct Case {
    std::string name;
    std::string request;
    core::profile::Directory directory;
    core::mutation::Policy policy;
    nlohmann::json expect;
};

/// The folders, sorted.
[[nodiscard]] std::vector<std::string> case_names();

/// Loads one; a file that cannot be read fails the running test.
[[nodiscard]] Case load_case(const std::string& name);

/// The objects of a `v1` List as a directory, as the files source would build it: a Profile whose Namespace is not
/// given owns the namespace of its name.
[[nodiscard]] core::profile::Directory directory_of(std::string_view list_json, const std::string& annotation_prefix);

/// The text of a file below tests/testdata.
[[nodiscard]] std::string read_testdata(const std::string& path);

}  // namespace tests
