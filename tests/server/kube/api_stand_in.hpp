#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace server::kube::testing {

namespace asio = boost::asio;

/// As much of an API server as its clients' loops can see: plain HTTP on loopback, answers by a function of the target,
/// watches that stay open until they are told to end. Runs on the io_context that it is given; the members may be
/// called from any thread.
class ApiStandIn {
public:
    struct Answer {
        int status = 200;
        std::string body = {};
        std::string fields = {};  ///< more header lines, each with its CRLF
        bool held = false;        ///< goes out with `release`
        bool stays_open = false;  ///< a watch: chunked, the body first, then what `send` brings
    };
    using Answers = std::function<Answer(const std::string& target)>;

    enum class Start { at_once, later };

    /// `later`: whoever connects is refused until `come`.
    ApiStandIn(asio::io_context& context, Answers answers, Start start = Start::at_once);
    void come();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// From the next request on.
    void answer_with(Answers answers);
    /// Targets of all requests so far that contain `part`, in order.
    [[nodiscard]] std::vector<std::string> asked(std::string_view part) const;
    /// Watches that are open now whose target contains `part`.
    [[nodiscard]] std::size_t open_watches(std::string_view part) const;
    /// Lets go what is held now.
    void release();
    /// Bytes into every open watch whose target contains `part`.
    void send(std::string_view part, std::string bytes);
    /// Ends those watches in order.
    void end(std::string_view part);
    /// Closes all connections at once, in the middle of whatever it is.
    void cut();

private:
    struct Visit;

    asio::awaitable<void> accept();
    asio::awaitable<void> serve(std::shared_ptr<Visit> visit);
    asio::awaitable<void> stay(Visit& visit, std::string first);
    Answer answer(const std::string& target);
    void for_each_watch(std::string_view part, const std::function<void(Visit&)>& act);

    asio::io_context& context_;
    asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    Answers answers_;
    std::vector<std::string> asked_;
    std::list<std::shared_ptr<Visit>> visits_;
};

/// `{"kind":"List","metadata":{"resourceVersion":"V"},"items":[...]}`.
[[nodiscard]] std::string list_of(const std::string& resource_version, const std::vector<std::string>& items);
/// `{"type":"ADDED","object":...}` and a newline.
[[nodiscard]] std::string event_of(const std::string& type, const std::string& object);
/// Objects as an API server sends them.
[[nodiscard]] std::string namespace_json(const std::string& name, const std::string& version, bool is_owned = true);
[[nodiscard]] std::string profile_json(const std::string& name, const std::string& version, const std::string& role);
[[nodiscard]] std::string account_json(const std::string& namespace_name, const std::string& name,
                                       const std::string& version);
/// A Status as the body of a refusal.
[[nodiscard]] std::string status_json(int code, const std::string& reason, const std::string& message);

}  // namespace server::kube::testing
