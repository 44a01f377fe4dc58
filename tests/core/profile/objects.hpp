#pragma once

#include "core/profile/directory.hpp"

#include <string>
#include <utility>

namespace profile_tests {

[[nodiscard]] inline core::profile::Profile profile_named(std::string name, std::string uid = "") {
    core::profile::Profile profile;
    profile.name = std::move(name);
    profile.uid = std::move(uid);
    profile.owner_name = "owner@example.com";
    return profile;
}

[[nodiscard]] inline core::profile::Namespace namespace_named(std::string name) {
    core::profile::Namespace name_space;
    name_space.name = std::move(name);
    return name_space;
}

[[nodiscard]] inline core::profile::ServiceAccount account_named(std::string name_space, std::string name,
                                                                 std::string role_arn = "") {
    core::profile::ServiceAccount account;
    account.namespace_name = std::move(name_space);
    account.name = std::move(name);
    account.role_arn = std::move(role_arn);
    return account;
}

}  // namespace profile_tests
