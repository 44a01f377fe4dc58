#include "tests/core/watch/api_server.hpp"

#include <algorithm>
#include <utility>

namespace watch_tests {
namespace {

using namespace std::chrono_literals;

std::string object_of(const std::string& name, std::size_t version, std::size_t salt) {
    constexpr const char* notes[] = {"plain", R"(\"quoted\" \\)", "Grüße 😀", R"(\ud83d\ude00\n)", "]}{[,"};
    return R"({"metadata":{"name":")" + name + R"(","resourceVersion":")" + std::to_string(version) +
           R"(","annotations":{"note":")" + notes[salt % std::size(notes)] + R"("}},"items":[{"x":[]}]})";
}

std::string event_of(const char* type, const std::string& object) {
    return R"({"type":")" + std::string(type) + R"(","object":)" + object + "}\n";
}

std::string bookmark_of(std::size_t version, bool ends_initial_events) {
    return event_of("BOOKMARK",
                    R"({"kind":"X","metadata":{"resourceVersion":")" + std::to_string(version) + '"' +
                        (ends_initial_events ? R"(,"annotations":{"k8s.io/initial-events-end":"true"})" : "") + "}}");
}

std::string status_of(int code, const std::string& reason, const std::string& details) {
    return R"({"kind":"Status","metadata":{},"reason":")" + reason + R"(","message":"as the test says","details":{)" +
           details + R"(},"code":)" + std::to_string(code) + "}";
}

Answer refuse(int code, const std::string& reason, const std::string& details = {}) {
    return {.status = code, .retry_after = {}, .body = status_of(code, reason, details), .is_cut = false};
}

}  // namespace

ApiServer::ApiServer(std::uint64_t seed) : random_(seed) {
    history_.push_back({});
    const auto changes = 1 + random_.below(60);
    for (std::size_t i = 0; i < changes; ++i) {
        change();
    }
    pages_from_cache_ = random_.chance(50);
    supports_initial_events = random_.chance(70);
}

void ApiServer::change() {
    const std::string name = "object-" + std::to_string(random_.below(names_));
    Version next{history_.back().objects, {}};
    const bool exists = next.objects.contains(name);
    const std::string object = object_of(name, history_.size(), random_.below(1000));
    if (exists && random_.chance(40)) {
        next.objects.erase(name);
        next.event = event_of("DELETED", object);
    } else {
        next.objects[name] = object;
        next.event = event_of(exists ? "MODIFIED" : "ADDED", object);
    }
    history_.push_back(std::move(next));
}

/// An older backup; with or without raising the versions beyond all that were given out (etcdutl --bump-revision).
void ApiServer::restore() {
    const std::size_t backup = oldest_ + random_.below(version() - oldest_ + 1);
    const std::size_t before = version();
    history_.resize(backup + 1);
    restored_ = true;
    ++restores_;
    if (random_.chance(50)) {
        frozen_ = true;
    } else {
        history_.resize(before + 20, {history_.back().objects, {}});
    }
    oldest_ = version();
}

void ApiServer::live(Instant duration) {
    if (calm_ || frozen_) {
        return;
    }
    const std::size_t most = duration > 10s ? 6 : 3;
    for (std::size_t changes = random_.below(most); changes > 0; --changes) {
        change();
    }
    if (random_.chance(8)) {
        oldest_ = version() - random_.below(std::min<std::size_t>(5, version() - oldest_ + 1));
    }
    if (random_.chance(3)) {
        restore();
    }
}

std::optional<Answer> ApiServer::misbehave() {
    if (calm_ || random_.chance(65)) {
        return std::nullopt;
    }
    switch (random_.below(9)) {
        case 0: return refuse(401, "Unauthorized");
        case 1: return refuse(403, "Forbidden");
        case 2: return refuse(404, "NotFound");
        case 3: return Answer{429, std::chrono::seconds(1 + random_.below(20)), "slow down", false};
        case 4: return refuse(429, "TooManyRequests", R"("retryAfterSeconds":2)");
        case 5: return refuse(500, "InternalError");
        case 6: return Answer{503, 5s, "<html>", false};
        case 7: return Answer{200, {}, "this is no JSON\n", false};
        default: return Answer{0, {}, {}, true};
    }
}

Answer ApiServer::gone(const std::string& message) { return refuse(410, message); }

Answer ApiServer::too_large() {
    frozen_ = false;
    refused_a_version = true;
    const bool by_cause = random_.chance(50);
    return refuse(random_.chance(50) ? 504 : 410, "Timeout",
                  by_cause ? R"("causes":[{"reason":"ResourceVersionTooLarge","message":"x"}],"retryAfterSeconds":1)"
                           : R"("causes":[{"message":"Too large resource version"}])");
}

Answer ApiServer::page(const Objects& objects, std::size_t version, const std::string& from, int limit) {
    Answer answer;
    std::string items;
    std::string token;
    int count = 0;
    for (auto object = objects.lower_bound(from); object != objects.end(); ++object, ++count) {
        if (limit > 0 && count == limit) {
            token = std::to_string(version) + "/" + object->first;
            break;
        }
        items += (count == 0 ? "" : ",") + object->second;
    }
    const std::string metadata = R"("metadata":{"resourceVersion":")" + std::to_string(version) + R"(","continue":")" +
                                 token + "\"}";
    items = items.empty() && random_.chance(50) ? R"("items":null)" : R"("items":[)" + items + "]";
    answer.body = random_.chance(50) ? "{" + metadata + "," + items + "}\n" : "{" + items + "," + metadata + "}";
    if (!calm_ && random_.chance(10)) {
        answer.body.resize(random_.below(answer.body.size()));
        answer.is_cut = true;
    }
    return answer;
}

Answer ApiServer::list(const List& request) {
    if (auto answer = misbehave()) {
        return *answer;
    }
    if (!request.continue_token.empty()) {
        const auto slash = request.continue_token.find('/');
        const std::size_t from = std::stoul(request.continue_token.substr(0, slash));
        if (from < oldest_ || from > version() || (!calm_ && random_.chance(10))) {
            return gone("Expired");
        }
        return page(at(from), from, request.continue_token.substr(slash + 1), request.limit);
    }
    if (request.resource_version == "0" && !pages_from_cache_) {
        frozen_ = false;
        const std::size_t cached = oldest_ + random_.below(version() - oldest_ + 1);
        return page(at(cached), cached, {}, 0);
    }
    if (request.resource_version.size() > 1 || request.resource_version > "0") {
        if (std::stoul(request.resource_version) > version()) {
            return too_large();
        }
        if (!calm_ && random_.chance(10)) {
            refused_a_version = true;
            return gone("Expired");
        }
    }
    frozen_ = false;
    return page(objects(), version(), {}, request.limit);
}

Answer ApiServer::watch(const Watch& request, Instant now, Stream& stream) {
    if (auto answer = misbehave()) {
        stream.ends_at_once = true;
        return *answer;
    }
    if (request.initial_events && !supports_initial_events) {
        return refuse(random_.chance(50) ? 422 : 400, "Invalid");
    }
    const std::size_t from = request.resource_version.empty() ? version() : std::stoul(request.resource_version);
    if (from > version()) {
        return too_large();
    }
    stream = {.seen = from,
              .sends_initial_events = request.initial_events,
              .until = now + request.timeout,
              .ends_at_once = false,
              .restores = restores_};
    frozen_ = false;
    if (from >= oldest_ || request.initial_events) {
        return {};
    }
    switch (random_.below(3)) {
        case 0: return gone(random_.chance(50) ? "Gone" : "Expired");
        case 1: return {200, {}, event_of("ERROR", status_of(410, "Expired", "")), random_.chance(50)};
        default: stream.ends_at_once = true; return {};
    }
}

void ApiServer::send_initial_events(Stream& stream, std::string& out) const {
    for (const auto& [name, object] : objects()) {
        out += event_of("ADDED", object);
    }
    out += bookmark_of(version(), true);
    stream.seen = version();
    stream.sends_initial_events = false;
}

Chunk ApiServer::read(Stream& stream, Instant& now) {
    Chunk chunk;
    if (stream.ends_at_once) {
        chunk.end = Chunk::End::in_order;
        return chunk;
    }
    const Instant duration = std::chrono::milliseconds(random_.below(calm_ ? 1000 : 60'000));
    now += duration;
    if (stream.sends_initial_events) {
        send_initial_events(stream, chunk.bytes);
    } else if (stream.until <= now) {
        now = std::max(now - duration, stream.until);
        chunk.end = Chunk::End::in_order;
    } else {
        live(duration);
        if (stream.restores != restores_) {
            chunk.end = Chunk::End::cut;  // the API server was restarted, too
            return chunk;
        }
        while (stream.seen < version() && !history_[stream.seen + 1].event.empty()) {
            chunk.bytes += history_[++stream.seen].event;
        }
        if (calm_ || random_.chance(30)) {
            chunk.bytes += bookmark_of(stream.seen, false);
        }
    }
    if (!calm_) {
        add_misbehaviour(stream, chunk);
    }
    return chunk;
}

void ApiServer::add_misbehaviour(Stream& stream, Chunk& chunk) {
    switch (random_.below(16)) {
        case 0:
            chunk.bytes.resize(random_.below(chunk.bytes.size() + 1));
            chunk.end = random_.chance(50) ? Chunk::End::cut : Chunk::End::in_order;
            break;
        case 1: chunk.end = Chunk::End::in_order; break;
        case 2: chunk.bytes += event_of("ERROR", status_of(500, "InternalError", "")); break;
        case 3: chunk.bytes += event_of("ERROR", status_of(429, "TooMany", R"("retryAfterSeconds":3)")); break;
        case 4: chunk.bytes += event_of("ERROR", status_of(410, "Expired", "")); break;
        case 5: stream.until = {}; break;
        default: break;
    }
}

}  // namespace watch_tests
