#include "server/cli/oidc/documents.hpp"

#include "core/oidc/https_url.hpp"
#include "core/watch/event.hpp"
#include "server/cli/cluster_options.hpp"
#include "server/cli/read_input.hpp"
#include "server/kube/raw_get.hpp"

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace server::cli::oidc {
namespace {

using core::oidc::Documents;

constexpr const char* api_server = "API server";
constexpr const char* published = "Published";
constexpr const char* discovery_file = ".well-known/openid-configuration";
constexpr const char* discovery_target = "/.well-known/openid-configuration";
constexpr const char* key_set_target = "/openid/v1/jwks";
/// The key set has a type of its own (RFC 7517 section 8.5.2).
constexpr const char* document_types = "application/json, application/jwk-set+json";
constexpr std::chrono::milliseconds fetch_limit{10'000};

Documents decode(const std::string& discovery_from, const std::string& discovery, const std::string& keys_from,
                 const std::string& keys) {
    return {understood(discovery_from, core::oidc::decode_discovery(discovery)),
            understood(keys_from, core::oidc::decode_key_set(keys))};
}

Documents load_files(const std::string& discovery, const std::string& keys) {
    return decode(input_name(discovery), read_file(discovery), input_name(keys), read_file(keys));
}

/// What to do about an answer that is not the document.
std::string hint(int status) {
    if (status == 401 || status == 403)
        return "; reading it needs the ClusterRole system:service-account-issuer-discovery";
    if (status == 404) return "; an API server serves it only when its --service-account-issuer is an https URL";
    return "";
}

/// The document, or WrongUse with what the API server said in its place.
std::string document(const std::string& from, const std::expected<kube::Written, kube::TransportFailure>& answer) {
    if (!answer) throw WrongUse(from + ": " + to_string(answer.error().kind) + ": " + answer.error().detail);
    const auto& response = answer->response;
    if (response.status != 200)
        throw WrongUse(from + ": " + core::watch::decode_failure(response.status, response.error_body).detail +
                       hint(response.status));
    return answer->object;
}

Documents fetch_documents(const kube::Configuration& configuration) try {
    const auto answers = kube::get_raw(configuration, {discovery_target, key_set_target}, document_types, fetch_limit);
    const std::string discovery = document(discovery_target, answers.at(0));
    return decode(discovery_target, discovery, key_set_target, document(key_set_target, answers.at(1)));
} catch (const WrongUse& refused) {
    throw WrongUse("the API server's " + std::string(refused.what()));
} catch (const std::runtime_error& failure) {
    throw WrongUse(failure.what());
}

Documents load_folder(const std::string& folder) {
    const std::string file = (std::filesystem::path(folder) / discovery_file).string();
    auto discovery = understood(file, core::oidc::decode_discovery(read_file(file)));
    const auto below = core::oidc::path_below(discovery.issuer, discovery.key_set_url);
    if (!below)
        throw WrongUse(file +
                       ": its jwks_uri does not lie below its issuer; name both files with --published-discovery and "
                       "--published-jwks");
    const std::string keys = (std::filesystem::path(folder) / *below).string();
    return {std::move(discovery), understood(keys, core::oidc::decode_key_set(read_file(keys)))};
}

}  // namespace

std::vector<Flag> api_server_flags() {
    std::vector<Flag> flags = {
        {.name = "discovery",
         .default_text = "",
         .help = "what the API server serves at /.well-known/openid-configuration; - is stdin",
         .group = api_server,
         .placeholder = "FILE",
         .default_help = "fetched from the cluster"},
        {.name = "jwks",
         .default_text = "",
         .help = "what it serves at /openid/v1/jwks",
         .group = api_server,
         .placeholder = "FILE",
         .default_help = "fetched from the cluster"},
    };
    for (auto& flag : cluster_flags(api_server, "whose tokens these are")) flags.push_back(std::move(flag));
    return flags;
}

Documents load_api_server(const Flags& flags) {
    const std::string& discovery = flags.text("discovery");
    const std::string& keys = flags.text("jwks");
    if (discovery.empty() != keys.empty())
        flags.refuse(discovery.empty() ? "jwks" : "discovery", "needs the other one of --discovery and --jwks, too");
    if (discovery.empty()) return fetch_documents(needed_cluster(flags));
    return load_files(discovery, keys);
}

std::vector<Flag> published_flags() {
    return {
        {.name = "published",
         .default_text = "",
         .help = "the published files, laid out as oidc render writes them",
         .group = published,
         .placeholder = "FOLDER"},
        {.name = "published-discovery",
         .default_text = "",
         .help = "what <issuer>/.well-known/openid-configuration gives",
         .group = published,
         .placeholder = "FILE"},
        {.name = "published-jwks",
         .default_text = "",
         .help = "what its jwks_uri gives",
         .group = published,
         .placeholder = "FILE"},
    };
}

Documents load_published(const Flags& flags) {
    const std::string& folder = flags.text("published");
    const std::string& discovery = flags.text("published-discovery");
    const std::string& keys = flags.text("published-jwks");
    const bool has_files = !discovery.empty() && !keys.empty();
    if (folder.empty() ? !has_files : !(discovery.empty() && keys.empty()))
        throw WrongUse(
            "what is published? --published=FOLDER as oidc render wrote it, or both of --published-discovery=FILE and "
            "--published-jwks=FILE");
    return folder.empty() ? load_files(discovery, keys) : load_folder(folder);
}

std::string read_file(const std::string& file) {
    auto text = read_input(file);
    if (!text) throw WrongUse(text.error());
    return *std::move(text);
}

}  // namespace server::cli::oidc
