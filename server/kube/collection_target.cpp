#include "server/kube/collection_target.hpp"

#include <utility>

namespace server::kube {
namespace {

/// A continue token is base64 for URLs today, and opaque by contract: everything but RFC 3986's unreserved characters
/// is escaped.
std::string escape(std::string_view text) {
    constexpr std::string_view unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string escaped;
    for (const char c : text) {
        if (unreserved.contains(c)) {
            escaped += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        escaped += '%';
        escaped += digits[byte >> 4U];
        escaped += digits[byte & 15U];
    }
    return escaped;
}

class Query {
public:
    explicit Query(std::string path) : target_(std::move(path)) {}

    Query& add(const char* name, std::string_view value) {
        if (!value.empty()) {
            target_ += std::exchange(separator_, '&');
            target_ += name;
            target_ += '=';
            target_ += escape(value);
        }
        return *this;
    }
    [[nodiscard]] std::string take() && { return std::move(target_); }

private:
    std::string target_;
    char separator_ = '?';
};

}  // namespace

std::string collection_target(std::string path, const core::watch::List& list, std::string_view field_selector) {
    Query query(std::move(path));
    query.add("limit", list.limit == 0 ? std::string{} : std::to_string(list.limit))
        .add("resourceVersion", list.resource_version)
        .add("continue", list.continue_token);
    query.add("fieldSelector", field_selector);
    return std::move(query).take();
}

std::string collection_target(std::string path, const core::watch::Watch& watch, std::string_view field_selector) {
    Query query(std::move(path));
    query.add("watch", "1")
        .add("allowWatchBookmarks", "true")
        .add("resourceVersion", watch.resource_version)
        .add("timeoutSeconds", std::to_string(watch.timeout.count()));
    if (watch.initial_events) query.add("sendInitialEvents", "true").add("resourceVersionMatch", "NotOlderThan");
    query.add("fieldSelector", field_selector);
    return std::move(query).take();
}

}  // namespace server::kube
