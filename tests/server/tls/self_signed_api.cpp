#include "tests/server/tls/self_signed_api.hpp"

#include "core/text/base64.hpp"

#include <chrono>
#include <sstream>
#include <utility>

namespace server::tls::testing {
namespace {

constexpr std::size_t max_connections = 10'000;

std::string after(const std::string& text, const std::string& mark, const std::string& end) {
    const auto at = text.find(mark);
    if (at == std::string::npos) return {};
    const auto begin = at + mark.size();
    return text.substr(begin, text.find_first_of(end, begin) - begin);
}

Json status(int code, const std::string& reason, const std::string& message) {
    return {{"kind", "Status"}, {"status", "Failure"}, {"message", message}, {"reason", reason}, {"code", code}};
}

std::string chunk(const std::string& text) {
    std::ostringstream out;
    out << std::hex << text.size() << "\r\n" << text << "\r\n";
    return out.str();
}

/// The fields that an applier owns: each key of `data` and each annotation.
std::vector<std::string> fields_of(const Json& object) {
    std::vector<std::string> fields;
    for (const char* parent : {"/data", "/metadata/annotations"}) {
        const Json::json_pointer at(parent);
        if (!object.contains(at)) continue;
        for (const auto& [key, value] : object[at].items()) fields.push_back((at / key).to_string());
    }
    return fields;
}

}  // namespace

Api::Api()
    : server_(nullptr, std::vector<kube::testing::Script>(
                           max_connections, [this](kube::testing::Visitor& visitor) { serve(visitor); })) {}

Api::~Api() {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
    changed_.notify_all();
}

kube::Configuration Api::cluster() const {
    kube::Configuration configuration;
    configuration.tls = false;
    configuration.host = "127.0.0.1";
    configuration.port = server_.port();
    configuration.token.data = "token";
    return configuration;
}

Json Api::object(const std::string& resource) const {
    const std::scoped_lock lock(mutex_);
    const auto found = objects_.find(resource);
    return found == objects_.end() ? Json() : found->second;
}

void Api::forbid(const std::string& verb, const std::string& resource) {
    const std::scoped_lock lock(mutex_);
    forbidden_.insert(verb + " " + resource);
    changed_.notify_all();
}

void Api::allow_all() {
    const std::scoped_lock lock(mutex_);
    forbidden_.clear();
    refusals_.clear();
}

void Api::refuse_patches(const std::string& resource, int code, const std::string& message) {
    const std::scoped_lock lock(mutex_);
    refusals_[resource] = {code, message};
}

void Api::hold_patches() {
    const std::scoped_lock lock(mutex_);
    holds_ = true;
}

std::size_t Api::held() const {
    const std::scoped_lock lock(mutex_);
    return held_;
}

void Api::away(bool is_away) {
    const std::scoped_lock lock(mutex_);
    is_away_ = is_away;
    changed_.notify_all();
}

std::size_t Api::patches(const std::string& resource, int status) const {
    const std::scoped_lock lock(mutex_);
    const auto found = answered_.find(resource + " " + std::to_string(status));
    return found == answered_.end() ? 0 : found->second;
}

std::vector<Json> Api::history(const std::string& resource) const {
    const std::scoped_lock lock(mutex_);
    std::vector<Json> all;
    for (const auto& event : events_)
        if (event.resource == resource) all.push_back(event.is_deleted ? Json() : event.object);
    return all;
}

void Api::store(const std::string& resource, Json object, const std::string& manager) {
    Json before = objects_[resource];
    if (object == before) return;
    ++version_;
    const bool is_deleted = object.is_null();
    if (is_deleted) {
        managers_[resource].clear();
        before["metadata"]["resourceVersion"] = std::to_string(version_);
        events_.push_back({version_, resource, before, true});
    } else {
        object["metadata"]["resourceVersion"] = std::to_string(version_);
        object["metadata"]["uid"] = before.is_null() ? "uid-" + std::to_string(version_)
                                                     : before["metadata"]["uid"].get<std::string>();
        for (const auto& field : fields_of(object)) {
            const Json::json_pointer at(field);
            if (before.is_null() || !before.contains(at) || before[at] != object[at])
                managers_[resource][field] = manager;
        }
        events_.push_back({version_, resource, object, false});
    }
    objects_[resource] = std::move(object);
    changed_.notify_all();
}

void Api::serve(kube::testing::Visitor& visitor) {
    for (std::string head = visitor.read_request(); !head.empty(); head = visitor.read_request()) {
        Request request;
        std::istringstream line(head);
        std::string method;
        std::string target;
        line >> method >> target;
        request.query = target;
        request.resource = target.contains("/secrets") ? secrets : configurations;
        const bool is_of_one = target.substr(0, target.find('?')).contains("/" + request.resource + "/");
        request.verb = method == "PATCH" ? "patch" : target.contains("watch=1") ? "watch" : is_of_one ? "get" : "list";
        request.content_type = after(head, "Content-Type: ", "\r");
        if (const auto length = after(head, "Content-Length: ", "\r"); !length.empty())
            request.body = visitor.read_body(std::stoul(length));
        {
            std::unique_lock lock(mutex_);
            if (holds_ && request.verb == "patch") {
                ++held_;
                changed_.wait(lock, [&] { return is_stopping_; });
            }
            if (is_away_) return visitor.reset();
        }
        const std::string text = answer(request);
        if (text.empty()) return watch(visitor, request);
        visitor.send(text);
    }
}

/// Empty: a watch that is allowed.
std::string Api::answer(const Request& request) {
    const std::scoped_lock lock(mutex_);
    int code = 200;
    Json body;
    if (forbidden_.contains(request.verb + " " + request.resource)) {
        code = 403;
        body = status(403, "Forbidden", "not allowed");
    } else if (request.verb == "watch") {
        return {};
    } else if (request.verb == "get") {
        body = objects_[request.resource];
        if (body.is_null()) std::tie(code, body) = std::pair(404, status(404, "NotFound", "not found"));
    } else if (request.verb == "list") {
        Json items = Json::array();
        if (!objects_[request.resource].is_null()) items.push_back(objects_[request.resource]);
        body = {{"kind", "List"}, {"metadata", {{"resourceVersion", std::to_string(version_)}}}, {"items", items}};
    } else {
        std::tie(code, body) = patch(request);
    }
    if (request.verb == "patch") ++answered_[request.resource + " " + std::to_string(code)];
    return kube::testing::answer(body.dump(), std::to_string(code) + " X");
}

std::pair<int, Json> Api::patch(const Request& request) {
    if (const auto refusal = refusals_.find(request.resource); refusal != refusals_.end())
        return {refusal->second.first, status(refusal->second.first, "Refused", refusal->second.second)};
    const Json wanted = Json::parse(request.body);
    Json object = objects_[request.resource];
    const std::string manager = after(request.query, "fieldManager=", "&");
    if (manager.empty()) return {400, status(400, "BadRequest", "no field manager")};
    if (request.content_type == "application/apply-patch+yaml") return apply(request.resource, wanted, manager);
    if (object.is_null()) return {404, status(404, "NotFound", "not found")};
    const std::string version = object["metadata"]["resourceVersion"];
    try {
        if (request.content_type == "application/json-patch+json")
            object = object.patch(wanted);
        else
            object.merge_patch(wanted);
    } catch (const Json::exception& error) {
        return {422, status(422, "Invalid", error.what())};
    }
    if (object["metadata"]["resourceVersion"] != version)
        return {409, status(409, "Conflict", "the object has been modified")};
    store(request.resource, object, manager);
    return {200, objects_[request.resource]};
}

/// Creates it, or refuses to change what others manage.
std::pair<int, Json> Api::apply(const std::string& resource, const Json& wanted, const std::string& manager) {
    Json object = objects_[resource];
    if (object.is_null()) {
        if (forbidden_.contains("create " + resource)) return {403, status(403, "Forbidden", "not allowed")};
        store(resource, wanted, manager);
        return {201, objects_[resource]};
    }
    for (const auto& field : fields_of(wanted)) {
        const Json::json_pointer at(field);
        const auto owner = managers_[resource].find(field);
        const bool is_other = object.contains(at) && object[at] != wanted[at];
        if (is_other && owner != managers_[resource].end() && owner->second != manager)
            return {409, status(409, "Conflict", "Apply failed with 1 conflict: conflict with " + owner->second)};
        object[at] = wanted[at];
    }
    store(resource, object, manager);
    return {200, objects_[resource]};
}

void Api::watch(kube::testing::Visitor& visitor, const Request& request) {
    visitor.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::uint64_t seen = std::stoull(after(request.query, "resourceVersion=", "&"));
    std::unique_lock lock(mutex_);
    const std::string needed = "watch " + request.resource;
    while (!is_stopping_ && !is_away_ && !forbidden_.contains(needed)) {
        std::string news;
        for (const auto& event : events_) {
            if (event.version <= seen || event.resource != request.resource) continue;
            const Json line{{"type", event.is_deleted ? "DELETED" : "MODIFIED"}, {"object", event.object}};
            news += chunk(line.dump() + "\n");
        }
        seen = std::max(seen, version_);
        if (!news.empty()) {
            lock.unlock();
            visitor.send(news);
            lock.lock();
            continue;
        }
        changed_.wait_for(lock, std::chrono::milliseconds(200));
    }
    lock.unlock();
    visitor.reset();
}

Json webhook(const std::string& name, const std::string& failure_policy) {
    return {{"name", name + ".profile-iam-webhook.kubeflow.org"},
            {"clientConfig",
             {{"service", {{"namespace", service.namespace_name}, {"name", service.name}, {"path", "/mutate"}}}}},
            {"failurePolicy", failure_policy},
            {"timeoutSeconds", 12}};
}

Json fresh_configuration() {
    Json other = webhook("other", "Fail");
    other["clientConfig"]["service"]["name"] = "other";
    other["clientConfig"]["caBundle"] = "b3RoZXI=";
    return {
        {"apiVersion", "admissionregistration.k8s.io/v1"},
        {"kind", "MutatingWebhookConfiguration"},
        {"metadata",
         {{"name", "profile-iam-webhook"}, {"annotations", {{core::registration::failure_policy_annotation, "Fail"}}}}},
        {"webhooks", Json::array({webhook("pods", "Ignore"), webhook("serviceaccounts", "Ignore"), other})}};
}

std::string data(const Json& secret, const std::string& key) {
    const Json::json_pointer at("/data");
    if (!secret.is_object() || !secret.contains(at / key)) return {};
    return core::text::decode_base64(secret[at / key].get<std::string>()).value_or("");
}

std::vector<std::string> bundles(const Json& configuration) {
    std::vector<std::string> all;
    for (const Json& each : configuration["webhooks"]) {
        if (each["clientConfig"]["service"]["name"] != service.name) continue;
        all.push_back(core::text::decode_base64(each["clientConfig"].value("caBundle", "")).value_or(""));
    }
    return all;
}

}  // namespace server::tls::testing
