#pragma once

#include "core/error.hpp"
#include "core/profile/directory.hpp"
#include "server/live/reads.hpp"

#include <string>
#include <string_view>

namespace server::kube {

/// Decodes an object of that kind; `annotation_prefix` as the flag.
[[nodiscard]] core::Result<live::Object> decode_object(core::profile::ObjectKind kind, std::string_view json,
                                                       const std::string& annotation_prefix);

/// Its kind and name.
[[nodiscard]] core::profile::ObjectKey key_of(const live::Object& object);

/// The name of an object as far as it can be read, for one that cannot be understood otherwise.
[[nodiscard]] core::profile::ObjectKey decode_key(core::profile::ObjectKind kind, std::string_view json);

/// Which object, and which state of it.
struct Metadata {
    std::string name;
    std::string namespace_name;
    std::string uid;
    std::string resource_version;
};

/// Reads `metadata` of any object; one without a name is an error.
[[nodiscard]] core::Result<Metadata> decode_metadata(std::string_view json);

}  // namespace server::kube
