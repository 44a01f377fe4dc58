#include "server/kube/watched_object.hpp"

#include "core/json/decoder.hpp"
#include "server/kube/collection_target.hpp"

namespace server::kube {
namespace {

/// The namespace that the collection is in; empty: it is of the whole cluster.
std::string namespace_of(const std::string& collection) {
    constexpr std::string_view before = "/namespaces/";
    const auto at = collection.find(before);
    if (at == std::string::npos) return {};
    const auto begin = at + before.size();
    return collection.substr(begin, collection.find('/', begin) - begin);
}

/// What we do with it. `create` is for server-side apply, which RBAC allows by name where it forbids a POST.
const char* verbs_of(const std::string& resource) {
    if (resource == "secrets") return "get, list, watch, create and patch";
    if (resource == "mutatingwebhookconfigurations") return "get, list, watch and patch";
    return "get, list and watch";
}

}  // namespace

std::string WatchedObject::target(const core::watch::List& list) const {
    return collection_target(address_.collection, list, "metadata.name=" + address_.name);
}

std::string WatchedObject::target(const core::watch::Watch& watch) const {
    return collection_target(address_.collection, watch, "metadata.name=" + address_.name);
}

const char* WatchedObject::accept_list() const { return "application/json"; }
const char* WatchedObject::accept_object() const { return "application/json"; }

/// One object is found at once.
std::chrono::milliseconds WatchedObject::list_header_timeout() const { return std::chrono::seconds(15); }

/// A Status names the object and what was wrong with the request; anything else may be the object itself.
bool WatchedObject::may_quote(std::string_view refusal) const {
    core::json::Decoder decoder(refusal);
    core::json::Fault fault;
    bool is_status = false;
    decoder.object(fault, [&](const core::json::String& name) {
        if (name.is("kind")) {
            is_status = decoder.string(fault) == "Status";
        } else {
            decoder.scanner().skip();
        }
    });
    return is_status;
}

bool WatchedObject::turn_to_other_version() { return false; }

void WatchedObject::begin() { found_.reset(); }

std::optional<core::Error> WatchedObject::collect(std::string_view json) {
    auto read = decode_metadata(json);
    if (!read) return std::move(read.error());
    if (read->name == address_.name)
        found_ = Found{.state = {.uid = std::move(read->uid), .resource_version = std::move(read->resource_version)},
                       .json = std::string(json)};
    return std::nullopt;
}

void WatchedObject::collect_removal(std::string_view json) {
    if (const auto read = decode_metadata(json); read && read->name == address_.name) found_.reset();
}

std::size_t WatchedObject::replace() {
    const auto found = std::exchange(found_, std::nullopt);
    if (!found) {
        tell(std::nullopt, std::nullopt);
        return 0;
    }
    tell(found->state, found->json);
    return 1;
}

std::optional<core::Error> WatchedObject::put(std::string_view json) {
    auto read = decode_metadata(json);
    if (!read) return std::move(read.error());
    if (read->name == address_.name)
        tell(State{.uid = std::move(read->uid), .resource_version = std::move(read->resource_version)}, json);
    return std::nullopt;
}

void WatchedObject::remove(std::string_view json) {
    if (const auto read = decode_metadata(json); read && read->name == address_.name) tell(std::nullopt, std::nullopt);
}

/// Compared by its version: an item of a list lacks the apiVersion and kind that an event has.
void WatchedObject::tell(std::optional<State> state, std::optional<std::string_view> json) {
    if (is_known_ && state == known_) return;
    is_known_ = true;
    known_ = std::move(state);
    changed_(json);
}

WatchWords words_of(const ObjectAddress& address) {
    const std::string name_space = namespace_of(address.collection);
    const std::string path = name_space.empty() ? address.name : name_space + "/" + address.name;
    const std::string role = name_space.empty() ? "a ClusterRole" : "a Role in namespace " + name_space;
    return {.check = address.resource,
            .name = address.resource + " " + path,
            .grant = role + " with " + verbs_of(address.resource) + " on " + address.resource + ", resourceNames: [" +
                     address.name + "]",
            .missing = "the API server does not know " + address.resource + ": is this a Kubernetes API server?"};
}

}  // namespace server::kube
