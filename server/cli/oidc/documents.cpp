#include "server/cli/oidc/documents.hpp"

#include "core/oidc/https_url.hpp"
#include "core/watch/event.hpp"
#include "server/cli/cluster_options.hpp"
#include "server/cli/read_input.hpp"
#include "server/kube/blocking_client.hpp"

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

std::string fetch(kube::BlockingClient& client, const std::string& target) {
    const auto answer = client.get(target, fetch_limit);
    if (!answer)
        throw WrongUse(client.server() + target + ": " + to_string(answer.error().kind) + ": " + answer.error().detail);
    const auto& response = answer->response;
    if (response.status != 200)
        throw WrongUse(client.server() + target + ": " +
                       core::watch::decode_failure(response.status, response.error_body).detail +
                       hint(response.status));
    return answer->object;
}

Documents fetch_documents(kube::Configuration configuration) try {
    kube::BlockingClient client(std::move(configuration));
    const std::string discovery = fetch(client, discovery_target);
    const std::string keys = fetch(client, key_set_target);
    return decode(client.server() + discovery_target, discovery, client.server() + key_set_target, keys);
} catch (const WrongUse&) {
    throw;
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
