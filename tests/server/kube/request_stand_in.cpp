#include "tests/server/kube/request_stand_in.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>

namespace server::kube::testing {
namespace {

constexpr std::size_t most_connections = 1'000;

std::size_t length_of_body(const std::string& head) {
    const std::string mark = "Content-Length: ";
    const auto at = head.find(mark);
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + mark.size()));
}

}  // namespace

RequestStandIn::RequestStandIn(Answers answers)
    : answers_(std::move(answers)),
      server_(nullptr, std::vector<Script>(most_connections, [this](Visitor& visitor) { serve(visitor); })) {}

void RequestStandIn::serve(Visitor& visitor) {
    for (std::string head = visitor.read_request(); !head.empty(); head = visitor.read_request()) {
        Request request;
        std::istringstream line(head);
        line >> request.method >> request.target;
        request.body = visitor.read_body(length_of_body(head));
        Answer reply;
        {
            const std::scoped_lock lock(mutex_);
            requests_.push_back(request);
            reply = answers_(request);
        }
        if (reply.breaks) return visitor.reset();
        visitor.send(answer(reply.body, std::to_string(reply.status) + " X", reply.fields));
    }
}

Configuration RequestStandIn::cluster() const {
    Configuration configuration;
    configuration.tls = false;
    configuration.host = "127.0.0.1";
    configuration.port = server_.port();
    configuration.token.data = "token";
    return configuration;
}

std::vector<std::string> RequestStandIn::asked() const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> asked;
    std::ranges::transform(requests_, std::back_inserter(asked),
                           [](const Request& each) { return each.method + " " + each.target; });
    return asked;
}

std::vector<RequestStandIn::Request> RequestStandIn::requests(const std::string& method) const {
    const std::scoped_lock lock(mutex_);
    std::vector<Request> found;
    std::ranges::copy_if(requests_, std::back_inserter(found),
                         [&](const Request& each) { return each.method == method; });
    return found;
}

}  // namespace server::kube::testing
