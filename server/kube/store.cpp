#include "server/kube/store.hpp"

#include "server/kube/decode.hpp"
#include "server/kube/resource.hpp"
#include "server/telemetry/log.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace server::kube {
namespace {

using core::profile::Directory;
using core::profile::ObjectKey;
using core::profile::ObjectKind;

std::size_t index_of(ObjectKind kind) { return static_cast<std::size_t>(kind); }

std::string path_of(const ObjectKey& key) {
    return key.namespace_name.empty() ? key.name : key.namespace_name + "/" + key.name;
}

}  // namespace

Store::Store(std::string annotation_prefix, Published<Directory>& published, telemetry::Metrics& metrics,
             std::function<void(const ObjectKey&)> changed)
    : annotation_prefix_(std::move(annotation_prefix)),
      published_(published),
      metrics_(metrics),
      changed_(std::move(changed)) {}

void Store::begin(ObjectKind kind) { collections_.at(index_of(kind)).emplace(kind, directory_); }

void Store::collect(ObjectKind kind, std::string_view json) {
    auto& collection = *collections_.at(index_of(kind));
    auto object = decode_object(kind, json, annotation_prefix_);
    if (object) {
        std::visit([&](auto&& read) { collection.put(std::forward<decltype(read)>(read)); }, *std::move(object));
        return;
    }
    const ObjectKey key = decode_key(kind, json);
    collection.keep(key);
    unreadable(key, object.error());
}

void Store::collect_removal(ObjectKind kind, std::string_view json) {
    collections_.at(index_of(kind))->remove(decode_key(kind, json));
}

std::size_t Store::replace(ObjectKind kind) {
    auto& collection = collections_.at(index_of(kind));
    const std::size_t count = collection->size();
    auto next = std::move(*collection).finish(directory_);
    collection.reset();
    listed_.at(index_of(kind)) = true;
    changed_({kind, {}, {}});
    publish(std::move(next));
    return count;
}

void Store::put(ObjectKind kind, std::string_view json) {
    auto object = decode_object(kind, json, annotation_prefix_);
    if (!object) return unreadable(decode_key(kind, json), object.error());
    changed_(key_of(*object));
    publish(std::visit([&](auto&& read) { return directory_.with(std::forward<decltype(read)>(read)); },
                       *std::move(object)));
}

void Store::remove(ObjectKind kind, std::string_view json) {
    const ObjectKey key = decode_key(kind, json);
    changed_(key);
    publish(directory_.without(key));
}

void Store::publish(Directory next) {
    const bool first = published_.current() == nullptr;
    const bool same = next.same_as(directory_);
    directory_ = std::move(next);
    metrics_.known(directory_.profile_count(), directory_.namespace_count(), directory_.service_account_count());
    if (!std::ranges::all_of(listed_, std::identity{}) || (same && !first)) return;
    published_.publish(std::make_shared<const Directory>(directory_));
}

void Store::unreadable(const ObjectKey& key, const core::Error& error) {
    metrics_.cluster().watch(key.kind).unreadable();
    telemetry::log(telemetry::LogLevel::warning,
                   "an object of the cluster cannot be understood and is ignored; what was known of it stays",
                   {{"kind", Resource(key.kind).word()}, {"object", path_of(key)}, {"error", error.detail}});
}

}  // namespace server::kube
