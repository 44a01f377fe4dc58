#pragma once

#include "certs/rotation/findings.hpp"

#include <map>
#include <memory>
#include <string>

namespace certs::rotation::testing {

/// Remembers what `examine` found: the simulation comes to the same situation thousands of times, and reading keys is
/// slow. Correct because findings do not depend on the time.
class Knowledge {
public:
    explicit Knowledge(Settings settings) : settings_(std::move(settings)) {}

    [[nodiscard]] const Settings& settings() const { return settings_; }
    /// As `examine`.
    Findings find(const Situation& situation);
    /// As `is_signed_by` any certificate of the bundle.
    bool trusts(const std::string& bundle, const std::string& certificate_pem);
    Life life(const std::string& certificate_pem);

    int looks = 0;  ///< how often it had to look itself

private:
    Settings settings_;
    std::map<std::string, Findings> findings_;
    std::map<std::string, bool> trust_;
    std::map<std::string, Life> lives_;
};

}  // namespace certs::rotation::testing
