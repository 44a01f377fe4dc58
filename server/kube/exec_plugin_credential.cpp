#include "core/json/decoder.hpp"
#include "core/json/write.hpp"
#include "core/text/base64.hpp"
#include "server/kube/credentials_file.hpp"
#include "server/kube/exec_plugin.hpp"
#include "server/kube/exec_plugin_time.hpp"

namespace server::kube {
namespace {

using core::json::Decoder;
using core::json::Fault;

/// The members that count, views into the text or the decoder's arena.
struct Printed {
    std::string_view kind;
    std::string_view api_version;
    std::string_view token;
    std::string_view certificate;
    std::string_view key;
    std::string_view expires;
    bool has_status = false;
};

void read_status(Decoder& decoder, Fault& fault, Printed& printed) {
    printed.has_status = decoder.object(fault, [&](const auto& key) {
        if (key.is("token"))
            printed.token = decoder.string(fault);
        else if (key.is("clientCertificateData"))
            printed.certificate = decoder.string(fault);
        else if (key.is("clientKeyData"))
            printed.key = decoder.string(fault);
        else if (key.is("expirationTimestamp"))
            printed.expires = decoder.string(fault);
        else
            decoder.scanner().skip();
    });
}

void read_credential(Decoder& decoder, Fault& fault, Printed& printed) {
    decoder.object(fault, [&](const auto& key) {
        if (key.is("kind"))
            printed.kind = decoder.string(fault);
        else if (key.is("apiVersion"))
            printed.api_version = decoder.string(fault);
        else if (key.is("status"))
            read_status(decoder, fault, printed);
        else
            decoder.scanner().skip();
    });
}

/// Why this is no credential; empty when it is.
std::string complaint_about(const Printed& printed, const std::string& api_version) {
    if (printed.kind != "ExecCredential") return "printed an object whose kind is not ExecCredential";
    if (printed.api_version != api_version)
        return "printed an ExecCredential whose apiVersion is not the kubeconfig's, " + api_version;
    if (!printed.has_status) return "printed an ExecCredential without a status";
    if (printed.certificate.empty() != printed.key.empty())
        return "printed clientCertificateData or clientKeyData, but not both";
    if (printed.token.empty() && printed.certificate.empty()) return "printed neither a token nor a client certificate";
    if (!printed.token.empty() && usable_token(printed.token).empty())
        return "printed a token with characters that no HTTP header can carry";
    return {};
}

}  // namespace

std::expected<PluginLogin, std::string> decode_exec_credential(std::string_view text, const std::string& api_version) {
    Decoder decoder(text);
    Fault fault;
    Printed printed;
    read_credential(decoder, fault, printed);
    if (const auto error = decoder.finish())
        return std::unexpected("did not print an ExecCredential in JSON: " + error->detail);
    if (fault.is_set())
        return std::unexpected("printed a wrong ExecCredential: " + core::json::wrong_shape(text, fault).detail);
    if (auto complaint = complaint_about(printed, api_version); !complaint.empty())
        return std::unexpected(std::move(complaint));
    PluginLogin login{.token = usable_token(printed.token),
                      .client_certificate = std::string(printed.certificate),
                      .client_key = std::string(printed.key),
                      .expires = std::nullopt};
    if (!printed.expires.empty()) {
        login.expires = decode_time(printed.expires);
        if (!login.expires)
            return std::unexpected(std::string("printed an expirationTimestamp that is no time as RFC 3339 has it"));
    }
    return login;
}

std::string encode_exec_info(const ExecPlugin& plugin, const ExecPluginCluster& cluster) {
    std::string out = "{";
    core::json::append_member(out, "apiVersion", plugin.api_version);
    out += R"(,"kind":"ExecCredential","spec":{)";
    if (plugin.provide_cluster_info) {
        out += R"("cluster":{)";
        core::json::append_member(out, "server", cluster.server);
        if (!cluster.tls_server_name.empty()) {
            out += ',';
            core::json::append_member(out, "tls-server-name", cluster.tls_server_name);
        }
        if (cluster.insecure_skip_tls_verify) out += R"(,"insecure-skip-tls-verify":true)";
        if (!cluster.ca_pem.empty()) {
            out += R"(,"certificate-authority-data":")";
            core::text::append_base64(out, cluster.ca_pem);
            out += '"';
        }
        out += "},";
    }
    return out + R"("interactive":false}})";
}

}  // namespace server::kube
