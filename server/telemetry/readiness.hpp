#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace server::telemetry {

/// What `/readyz` answers: ready when every named check is. Any thread may call any member.
class Readiness {
public:
    /// Declares a check that is not ready, and why (for a person: `profiles: the first load of examples/ has failed:
    /// ...`).
    void not_ready(std::string_view check, std::string why);
    /// `remark`: what an operator should know all the same; it does not count against readiness.
    void ready(std::string_view check, std::string remark = {});

    [[nodiscard]] bool is_ready() const;
    /// As kube-apiserver writes it: `[+]profiles ok` / `[-]certificate failed: why`, a line each, checks in order of
    /// name, then `readyz check passed` or `readyz check failed`. A remark follows the `ok`: `[+]certificate ok: why`.
    [[nodiscard]] std::string verbose() const;
    /// The first check that is not ready, as `profiles: why`; empty when all are.
    [[nodiscard]] std::string first_failure() const;

private:
    struct State {
        bool ready = false;
        std::string words;  ///< why not, or the remark
    };

    mutable std::mutex mutex_;
    std::map<std::string, State, std::less<>> checks_;  ///< by name
};

}  // namespace server::telemetry
