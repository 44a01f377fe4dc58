#include "server/http/ask_live.hpp"

#include <algorithm>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <utility>

namespace server::http {
namespace {

using core::profile::Directory;
using core::profile::ObjectKey;
using std::chrono::milliseconds;

constexpr milliseconds most_live_read_time{1'000};
constexpr int most_rounds = 3;  // namespace, Profile and account; the account alone; nothing is known after that

/// Waits for the reads; comes back on the session's own thread.
asio::awaitable<std::vector<live::Read>> fetch(live::Reads& live_reads, std::vector<ObjectKey> keys,
                                               std::chrono::steady_clock::time_point deadline) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::vector<live::Read>)>(
        [&](auto handler) {
            const auto executor = asio::get_associated_executor(handler);
            // The guard keeps the worker's loop going until the session has been told.
            live_reads.fetch(std::move(keys), deadline,
                             [handler = std::move(handler),
                              guard = asio::make_work_guard(executor)](std::vector<live::Read> reads) mutable {
                                 asio::post(guard.get_executor(),
                                            [handler = std::move(handler), reads = std::move(reads)]() mutable {
                                                std::move(handler)(std::move(reads));
                                            });
                             });
        },
        asio::use_awaitable);
}

/// What was read for one review, over whatever snapshot is the newest.
class Overlay {
public:
    void add(std::vector<live::Read> reads) {
        for (auto& read : reads) {
            if (!read.known) continue;
            keys_.push_back(read.key);
            reads_.push_back(std::move(read));
        }
    }
    [[nodiscard]] const std::vector<ObjectKey>& keys() const { return keys_; }
    [[nodiscard]] Directory over(Directory directory) const {
        for (const auto& read : reads_) {
            directory = read.object
                            ? std::visit([&](const auto& object) { return directory.with(object); }, *read.object)
                            : directory.without(read.key);
        }
        return directory;
    }

private:
    std::vector<ObjectKey> keys_;
    std::vector<live::Read> reads_;
};

core::Reply ask(std::string_view body, const Overlay& overlay, core::WhenUnknown when, const Services& services) {
    const auto directory = overlay.over(*services.directory.current());
    return core::mutate(body, directory, services.policy, {when, overlay.keys(), wall_clock()});
}

}  // namespace

std::chrono::sys_seconds wall_clock() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

milliseconds live_read_time(std::string_view query) {
    constexpr std::string_view name = "timeout=";
    const auto at = query.find(name);
    if (at == std::string_view::npos || (at != 0 && query[at - 1] != '&')) return most_live_read_time;
    const std::string_view value = query.substr(at + name.size(), query.find('&', at) - at - name.size());
    unsigned number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const std::string_view unit(end, static_cast<std::size_t>(value.data() + value.size() - end));
    if (error != std::errc{} || (unit != "s" && unit != "ms") || number > 3'600'000) return most_live_read_time;
    return std::min(most_live_read_time, milliseconds(unit == "s" ? number * 1'000 : number) / 2);
}

asio::awaitable<core::Reply> ask_with_live_reads(std::string_view body, std::vector<ObjectKey> missing,
                                                 std::chrono::steady_clock::time_point deadline,
                                                 const Services& services) {
    Overlay overlay;
    for (int round = 0; services.live_reads != nullptr && round < most_rounds && !missing.empty(); ++round) {
        const auto known_before = overlay.keys().size();
        overlay.add(co_await fetch(*services.live_reads, std::move(missing), deadline));
        if (overlay.keys().size() == known_before) break;  // nothing new: asking again would name the same
        auto reply = ask(body, overlay, core::WhenUnknown::ask, services);
        if (reply.missing.empty()) co_return reply;
        missing = std::move(reply.missing);
    }
    co_return ask(body, overlay, core::WhenUnknown::settle, services);
}

}  // namespace server::http
