#pragma once

#include "core/onboard/request.hpp"
#include "core/onboard/settings.hpp"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace server::cli::onboard {

/// The flags of `onboard`.
struct OnboardOptions {
    std::string profile;
    std::string from;
    bool controller = false;
    bool kfctl_defaults = false;

    core::onboard::SettingsText settings;
    core::onboard::Request request;  ///< with --from: what a line leaves open
    std::string s3_prefix;
    std::vector<std::string> service_accounts;

    std::string controller_service_account = "kubeflow/profiles-controller-service-account";
    std::vector<std::string> profile_namespaces;
    bool with_viewer = false;

    std::string folder;
    std::string output = "files";
    bool force = false;
};

/// Adds the flags; `options` must outlive the parsing.
void add_flags(CLI::App& app, OnboardOptions& options);

/// Throws WrongUse that names the flags when not exactly one thing is asked for, or flags do not fit it.
void check_mode(const OnboardOptions& options);

}  // namespace server::cli::onboard
