#include "server/kube/decode.hpp"

#include "core/json/decoder.hpp"

#include <utility>

namespace server::kube {
namespace {

using core::profile::Namespace;
using core::profile::ObjectKey;
using core::profile::ObjectKind;
using core::profile::Profile;
using core::profile::ServiceAccount;

template <typename Object>
core::Result<live::Object> widen(core::Result<Object> object) {
    if (!object) return std::unexpected(std::move(object.error()));
    return live::Object(*std::move(object));
}

}  // namespace

core::Result<live::Object> decode_object(ObjectKind kind, std::string_view json, const std::string& annotation_prefix) {
    switch (kind) {
        case ObjectKind::profile: return widen(core::profile::decode_profile(json));
        case ObjectKind::name_space: return widen(core::profile::decode_namespace(json));
        case ObjectKind::service_account: break;
    }
    return widen(core::profile::decode_service_account(json, annotation_prefix));
}

ObjectKey key_of(const live::Object& object) {
    if (const auto* profile = std::get_if<Profile>(&object)) return {ObjectKind::profile, {}, profile->name};
    if (const auto* name_space = std::get_if<Namespace>(&object)) return {ObjectKind::name_space, {}, name_space->name};
    const auto& account = std::get<ServiceAccount>(object);
    return {ObjectKind::service_account, account.namespace_name, account.name};
}

ObjectKey decode_key(ObjectKind kind, std::string_view json) {
    core::json::Decoder decoder(json);
    core::json::Fault ignored;
    ObjectKey key{kind, {}, {}};
    const auto read_metadata = [&](const core::json::String& name) {
        if (name.is("name")) {
            key.name = decoder.string(ignored);
        } else if (name.is("namespace") && kind == ObjectKind::service_account) {
            key.namespace_name = decoder.string(ignored);
        } else {
            decoder.scanner().skip();
        }
    };
    decoder.object(ignored, [&](const core::json::String& name) {
        if (name.is("metadata")) {
            decoder.object(ignored, read_metadata);
        } else {
            decoder.scanner().skip();
        }
    });
    return key;
}

}  // namespace server::kube
