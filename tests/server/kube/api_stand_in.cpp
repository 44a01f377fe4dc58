#include "tests/server/kube/api_stand_in.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <sstream>
#include <utility>

namespace server::kube::testing {
namespace {

using asio::ip::tcp;

std::string chunk(std::string_view bytes) {
    if (bytes.empty()) return {};
    std::ostringstream text;
    text << std::hex << bytes.size() << "\r\n" << bytes << "\r\n";
    return text.str();
}

}  // namespace

/// One connection. Of the context's thread, but for what the mutex guards.
struct ApiStandIn::Visit {
    Visit(tcp::socket taken, asio::io_context& context) : socket(std::move(taken)), wake(context) {
        wake.expires_at(asio::steady_timer::time_point::max());
    }
    tcp::socket socket;
    asio::steady_timer wake;
    std::string target;
    bool is_watch = false;
    bool is_held = false;
    bool ends = false;
    std::string pending;
};

ApiStandIn::ApiStandIn(asio::io_context& context, Answers answers, Start start)
    : context_(context), acceptor_(context, tcp::v4()), answers_(std::move(answers)) {
    acceptor_.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    port_ = acceptor_.local_endpoint().port();
    if (start == Start::at_once) come();
}

void ApiStandIn::come() {
    acceptor_.listen();
    asio::co_spawn(context_, accept(), asio::detached);
}

void ApiStandIn::answer_with(Answers answers) {
    const std::scoped_lock lock(mutex_);
    answers_ = std::move(answers);
}

std::vector<std::string> ApiStandIn::asked(std::string_view part) const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> found;
    std::ranges::copy_if(asked_, std::back_inserter(found), [&](const auto& target) { return target.contains(part); });
    return found;
}

std::size_t ApiStandIn::open_watches(std::string_view part) const {
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count_if(
        visits_, [&](const auto& visit) { return visit->is_watch && visit->target.contains(part); }));
}

void ApiStandIn::release() {
    asio::post(context_, [this] {
        const std::scoped_lock lock(mutex_);
        for (const auto& visit : visits_) {
            if (std::exchange(visit->is_held, false)) visit->wake.cancel();
        }
    });
}

void ApiStandIn::for_each_watch(std::string_view part, const std::function<void(Visit&)>& act) {
    asio::post(context_, [this, part = std::string(part), act] {
        const std::scoped_lock lock(mutex_);
        for (const auto& visit : visits_) {
            if (!visit->is_watch || !visit->target.contains(part)) continue;
            act(*visit);
            visit->wake.cancel();
        }
    });
}

void ApiStandIn::send(std::string_view part, std::string bytes) {
    for_each_watch(part, [bytes = std::move(bytes)](Visit& visit) { visit.pending += bytes; });
}

void ApiStandIn::end(std::string_view part) {
    for_each_watch(part, [](Visit& visit) { visit.ends = true; });
}

void ApiStandIn::cut() {
    asio::post(context_, [this] {
        const std::scoped_lock lock(mutex_);
        for (const auto& visit : visits_) {
            boost::system::error_code ignored;
            visit->socket.close(ignored);
            visit->wake.cancel();
        }
    });
}

asio::awaitable<void> ApiStandIn::accept() {
    while (true) {
        auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
        auto visit = std::make_shared<Visit>(std::move(socket), context_);
        {
            const std::scoped_lock lock(mutex_);
            visits_.push_back(visit);
        }
        asio::co_spawn(context_, serve(visit), [this, visit](const std::exception_ptr&) {
            const std::scoped_lock lock(mutex_);
            visits_.remove(visit);
        });
    }
}

ApiStandIn::Answer ApiStandIn::answer(const std::string& target) {
    Answers answers;
    {
        const std::scoped_lock lock(mutex_);
        asked_.push_back(target);
        answers = answers_;
    }
    return answers(target);
}

asio::awaitable<void> ApiStandIn::serve(std::shared_ptr<Visit> visit) {
    std::string input;
    while (visit->socket.is_open()) {
        const auto size = co_await asio::async_read_until(visit->socket, asio::dynamic_buffer(input), "\r\n\r\n",
                                                          asio::use_awaitable);
        std::istringstream line(input.substr(0, size));
        std::string method;
        std::string target;
        line >> method >> target;
        input.erase(0, size);
        Answer reply = answer(target);
        {
            const std::scoped_lock lock(mutex_);
            visit->target = target;
            visit->is_held = reply.held;
        }
        while (visit->is_held) {
            boost::system::error_code woken;
            co_await visit->wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
        if (reply.stays_open) co_return co_await stay(*visit, std::move(reply.body));
        const std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " X\r\n" + reply.fields +
                                 "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
        co_await asio::async_write(visit->socket, asio::buffer(text), asio::use_awaitable);
    }
}

asio::awaitable<void> ApiStandIn::stay(Visit& visit, std::string first) {
    std::string text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(first);
    {
        const std::scoped_lock lock(mutex_);
        visit.is_watch = true;
    }
    while (visit.socket.is_open()) {
        co_await asio::async_write(visit.socket, asio::buffer(text), asio::use_awaitable);
        if (visit.ends && visit.pending.empty()) {
            co_await asio::async_write(visit.socket, asio::buffer("0\r\n\r\n", 5), asio::use_awaitable);
            co_return;
        }
        while (visit.pending.empty() && !visit.ends && visit.socket.is_open()) {
            boost::system::error_code woken;
            co_await visit.wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));
        }
        text = chunk(std::exchange(visit.pending, {}));
    }
}

std::string list_of(const std::string& resource_version, const std::vector<std::string>& items) {
    std::string text = R"({"kind":"List","metadata":{"resourceVersion":")" + resource_version + R"("},"items":[)";
    for (std::size_t i = 0; i < items.size(); ++i) text += (i == 0 ? "" : ",") + items[i];
    return text + "]}";
}

std::string event_of(const std::string& type, const std::string& object) {
    return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}

std::string namespace_json(const std::string& name, const std::string& version, bool is_owned) {
    const std::string owner = R"(,"ownerReferences":[{"apiVersion":"kubeflow.org/v1","kind":"Profile","name":")" +
                              name + R"(","uid":"uid-)" + name + R"(","controller":true}])";
    return R"({"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":")" + name +
           R"(","resourceVersion":")" + version + '"' + (is_owned ? owner : "") + "}}";
}

std::string profile_json(const std::string& name, const std::string& version, const std::string& role) {
    return R"({"apiVersion":"kubeflow.org/v1","kind":"Profile","metadata":{"name":")" + name + R"(","uid":"uid-)" +
           name + R"(","resourceVersion":")" + version +
           R"("},"spec":{"owner":{"kind":"User","name":"ada"},"plugins":[{"kind":"AwsIamForServiceAccount","spec":{"awsIamRole":")" +
           role + R"("}}]}})";
}

std::string account_json(const std::string& namespace_name, const std::string& name, const std::string& version) {
    return R"({"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"namespace":")" +
           namespace_name + R"(","name":")" + name + R"(","resourceVersion":")" + version + R"("}})";
}

std::string status_json(int code, const std::string& reason, const std::string& message) {
    return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":")" + message + R"(","reason":")" +
           reason + R"(","code":)" + std::to_string(code) + "}";
}

}  // namespace server::kube::testing
