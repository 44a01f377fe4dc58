#include "server/kube/kubeconfig_cluster.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace server::kube {
namespace {

/// Lower case, for schemes (RFC 3986, 3.1).
std::string lower(std::string_view text) {
    std::string out(text);
    for (auto& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

/// Takes the host (without brackets) off the front of `host:port`; the port with its colon is left.
std::string take_host(std::string_view& authority) {
    const bool is_bracketed = authority.starts_with('[');
    const auto end = is_bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (end == std::string_view::npos) return {};
    std::string host(authority.substr(is_bracketed ? 1 : 0, is_bracketed ? end - 1 : end));
    authority.remove_prefix(is_bracketed ? end + 1 : end);
    return host;
}

std::uint16_t decode_port(std::string_view text, std::uint16_t default_port) {
    if (text.empty() || text == ":") return default_port;
    std::uint16_t port = 0;
    text.remove_prefix(1);
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? port : std::uint16_t{0};
}

void read_server(const KubeconfigEntry& entry, Configuration& configuration) {
    const auto refuse = [&](const std::string& why) { entry.refuse("server", why); };
    const auto url = entry.text("server");
    if (url.empty()) refuse("is missing");
    const auto is_plain = [](char c) { return c > ' ' && c <= '~'; };
    if (!std::ranges::all_of(url, is_plain)) refuse("holds a character that no URL may have");
    const auto colon = url.find("://");
    const auto scheme = lower(std::string_view(url).substr(0, colon == std::string::npos ? 0 : colon));
    if (scheme != "https" && scheme != "http") refuse("must begin with https:// or http://");
    configuration.tls = scheme == "https";
    std::string_view rest = std::string_view(url).substr(colon + 3);
    if (rest.find_first_of("?#") != std::string_view::npos) refuse("must not have a query or a fragment");
    const auto slash = std::min(rest.find('/'), rest.size());
    std::string_view authority = rest.substr(0, slash);
    if (authority.find('@') != std::string_view::npos) refuse("must not hold a user name or a password");
    configuration.host = take_host(authority);
    if (configuration.host.empty()) refuse("names no host");
    if (!authority.empty() && !authority.starts_with(':')) refuse("names a host that cannot be read");
    configuration.port = decode_port(authority, configuration.tls ? 443 : 80);
    if (configuration.port == 0) refuse("names a port that is none");
    configuration.base_path = rest.substr(slash);
    while (configuration.base_path.ends_with('/')) configuration.base_path.pop_back();
}

}  // namespace

void read_cluster(const KubeconfigEntry& entry, Configuration& configuration) {
    if (!entry.text("proxy-url").empty())
        entry.refuse("proxy-url",
                     "is not supported: this program connects to the API server directly; use an address that it can "
                     "reach without the proxy");
    read_server(entry, configuration);
    configuration.tls_server_name = entry.text("tls-server-name");
    configuration.insecure_skip_tls_verify = entry.boolean("insecure-skip-tls-verify");
    configuration.ca.data = entry.data("certificate-authority-data");
    if (configuration.ca.data.empty()) configuration.ca.file = entry.path("certificate-authority");
    if (configuration.insecure_skip_tls_verify && configuration.ca.is_set())
        entry.refuse("insecure-skip-tls-verify", "and a certificate authority exclude each other; remove one");
}

}  // namespace server::kube
