#pragma once

#include "server/kube/configuration.hpp"

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "tests/server/kube/scripted_server.hpp"

namespace server::kube::testing {

/// As much of an API server as a command sees that sends one request after the other: plain HTTP on loopback, answers
/// by a function of method, target and body. Any thread.
class RequestStandIn {
public:
    struct Request {
        std::string method;
        std::string target;
        std::string body;
    };
    struct Answer {
        int status = 200;
        std::string body = {};
        std::string fields = {};  ///< more header lines, each with its CRLF
        bool breaks = false;      ///< the connection ends without an answer
    };
    using Answers = std::function<Answer(const Request&)>;

    explicit RequestStandIn(Answers answers);

    [[nodiscard]] Configuration cluster() const;
    /// `GET /api/...`, in order.
    [[nodiscard]] std::vector<std::string> asked() const;
    [[nodiscard]] std::vector<Request> requests(const std::string& method) const;

private:
    void serve(Visitor& visitor);

    Answers answers_;
    mutable std::mutex mutex_;
    std::vector<Request> requests_;
    ScriptedServer server_;  ///< last: its threads end first
};

}  // namespace server::kube::testing
