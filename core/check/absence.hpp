#pragma once

#include "core/check/finding.hpp"
#include "core/check/trial.hpp"
#include "core/profile/namespace.hpp"
#include "core/registration/webhook_configuration.hpp"

#include <optional>
#include <string>
#include <vector>

namespace core::check {

/// An object that may tell why; reading it may need a right that we have not.
template <typename T>
struct Seen {
    std::optional<T> object;
    bool is_absent = false;  ///< known not to exist
    std::string unread;      ///< why it is not known; one line
};

/// What can be found out about a Pod without credentials.
struct Surroundings {
    Seen<profile::Namespace> name_space;
    Seen<registration::WebhookConfiguration> registration;
    std::string registration_name;
};

/// Why a Pod that was admitted has no credentials, as far as can be told from outside of the webhook: not registered,
/// the Namespace not selected, mode observe or off, a webhook that may be passed over in silence; else the webhook was
/// asked and gave none. Never empty, and each finding but the `warn` ones is a reason of its own.
[[nodiscard]] std::vector<Finding> explain_absence(const Trial& trial, const Surroundings& surroundings);

}  // namespace core::check
