#include "server/kube/decode.hpp"

#include "core/json/decoder.hpp"

#include <algorithm>
#include <iterator>
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

/// As far as it goes.
Metadata read_metadata(core::json::Decoder& decoder, core::json::Fault& fault) {
    Metadata read;
    const std::pair<const char*, std::string*> members[] = {{"name", &read.name},
                                                            {"namespace", &read.namespace_name},
                                                            {"uid", &read.uid},
                                                            {"resourceVersion", &read.resource_version}};
    const auto read_member = [&](const core::json::String& name) {
        const auto* const wanted = std::ranges::find_if(members, [&](const auto& each) { return name.is(each.first); });
        if (wanted == std::end(members)) return decoder.scanner().skip();
        *wanted->second = decoder.string(fault);
    };
    decoder.object(fault, [&](const core::json::String& name) {
        if (name.is("metadata")) {
            decoder.object(fault, read_member);
        } else {
            decoder.scanner().skip();
        }
    });
    return read;
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
    Metadata read = read_metadata(decoder, ignored);
    if (kind != ObjectKind::service_account) read.namespace_name.clear();
    return {kind, std::move(read.namespace_name), std::move(read.name)};
}

core::Result<Metadata> decode_metadata(std::string_view json) {
    core::json::Decoder decoder(json);
    core::json::Fault fault;
    Metadata read = read_metadata(decoder, fault);
    if (auto error = decoder.finish()) return std::unexpected(*std::move(error));
    if (fault.is_set()) return std::unexpected(core::json::wrong_shape(json, fault));
    if (read.name.empty())
        return std::unexpected(core::Error{core::ErrorCode::wrong_shape, "/metadata/name is missing"});
    return read;
}

}  // namespace server::kube
