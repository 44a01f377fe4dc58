#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace server::cli {

/// What is wrong with a value, in words that follow it in a message (`must be ...`); empty when nothing is.
using Check = std::function<std::string(const std::string&)>;

[[nodiscard]] Check integer_between(std::int64_t least, std::int64_t most);         ///< both included
[[nodiscard]] Check bytes_between(std::uint64_t least, std::uint64_t most);         ///< both included
[[nodiscard]] Check duration_between(std::int64_t least_ms, std::int64_t most_ms);  ///< both included

/// `default-editor`, `ws-*`: can match the name of some ServiceAccount.
[[nodiscard]] std::string check_name_pattern(const std::string& pattern);
/// Can match some role ARN; `{profile}` stands for the name of a Profile.
[[nodiscard]] std::string check_role_pattern(const std::string& pattern);
/// Is a role ARN once `{profile}` stands for a name, or empty.
[[nodiscard]] std::string check_role_template(const std::string& role);
/// A DNS subdomain, as the part before the slash of an annotation's name must be.
[[nodiscard]] std::string check_annotation_prefix(const std::string& prefix);
/// An absolute path that may be mounted: no `.` or `..`, no colon, not the root.
[[nodiscard]] std::string check_mount_path(const std::string& path);
/// `eu-central-1`, or empty.
[[nodiscard]] std::string check_region(const std::string& region);
/// A DNS label, as names of containers are.
[[nodiscard]] std::string check_container_name(const std::string& name);
/// `NAMESPACE/NAME`: a namespace and a Service in it, both DNS labels; or empty.
[[nodiscard]] std::string check_service(const std::string& service);
/// `NAMESPACE/NAME`: a namespace and a Secret in it, whose name is a DNS subdomain; or empty.
[[nodiscard]] std::string check_secret(const std::string& secret);
/// A DNS subdomain, as most objects are named.
[[nodiscard]] std::string check_object_name(const std::string& name);
/// An IPv4 or IPv6 address, or empty.
[[nodiscard]] std::string check_ip_address(const std::string& address);

}  // namespace server::cli
