#include "certs/file.hpp"
#include "server/kube/configuration.hpp"
#include "server/kube/environment.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace server::kube {
namespace {

std::unexpected<core::Error> refuse(std::string detail) {
    return std::unexpected(core::Error{.code = core::ErrorCode::wrong_shape, .detail = std::move(detail)});
}

/// 0: it is none.
std::uint16_t to_port(const std::string& text) {
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? port : std::uint16_t{0};
}

std::string without_white_space(std::string text) {
    constexpr std::string_view white = " \t\r\n";
    text.erase(text.find_last_not_of(white) + 1);
    return text.erase(0, text.find_first_not_of(white));
}

constexpr const char* advice =
    "; the Pod needs a ServiceAccount with automountServiceAccountToken, outside of a cluster use --kubeconfig";

}  // namespace

std::string environment(const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets one
    return value != nullptr ? value : "";
}

bool is_in_cluster() {
    return !environment("KUBERNETES_SERVICE_HOST").empty() && !environment("KUBERNETES_SERVICE_PORT").empty();
}

core::Result<Configuration> in_cluster(const std::filesystem::path& folder) {
    for (const char* name : {"KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"})
        if (environment(name).empty())
            return refuse(std::string("not in a cluster: ") + name + " is not set; outside of one use --kubeconfig");
    Configuration found;
    found.host = environment("KUBERNETES_SERVICE_HOST");
    if (found.host.starts_with('[') && found.host.ends_with(']'))
        found.host = found.host.substr(1, found.host.size() - 2);
    found.port = to_port(environment("KUBERNETES_SERVICE_PORT"));
    if (found.port == 0)
        return refuse("KUBERNETES_SERVICE_PORT is `" + environment("KUBERNETES_SERVICE_PORT") + "`, which is no port");
    found.token.file = folder / "token";
    found.ca.file = folder / "ca.crt";
    for (const auto& file : {found.token.file, found.ca.file})
        if (const auto read = certs::load_file(file.string()); !read) return refuse(read.error().detail + advice);
    if (auto name = certs::load_file((folder / "namespace").string()))
        found.namespace_name = without_white_space(std::move(*name));
    found.is_own_cluster = true;
    found.description = "in-cluster";
    return found;
}

}  // namespace server::kube
