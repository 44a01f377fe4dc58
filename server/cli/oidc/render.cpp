#include "server/cli/oidc/render.hpp"

#include "certs/public_key.hpp"
#include "core/oidc/publication.hpp"
#include "core/text/quoted.hpp"
#include "server/cli/issue_certificate_files.hpp"
#include "server/cli/oidc/documents.hpp"
#include "server/cli/oidc/render_report.hpp"
#include "server/cli/read_input.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <utility>

namespace server::cli::oidc {
namespace {

using core::oidc::Key;
using core::oidc::Publication;

constexpr const char* publishing = "Publishing";
constexpr mode_t for_all = 0644;

std::vector<Flag> own_flags() {
    return {
        {.name = "out",
         .default_text = "",
         .help = "where the files go, at the paths that they have below the issuer; what is there is replaced",
         .group = publishing,
         .placeholder = "FOLDER"},
        {.name = "issuer",
         .default_text = "",
         .help = "the issuer to publish for, when the API server is to move to another one",
         .group = publishing,
         .placeholder = "URL",
         .default_help = "the API server's"},
        {.name = "jwks-uri",
         .default_text = "",
         .help = "where the key set will be, below the issuer",
         .group = publishing,
         .placeholder = "URL",
         .default_help = "<issuer>/openid/v1/jwks"},
        {.name = "next-key",
         .kind = FlagKind::list,
         .help = "public key or certificate, PEM, of a signer to come: published before it signs",
         .group = publishing,
         .placeholder = "FILE,..."},
        {.name = "retire",
         .kind = FlagKind::list,
         .help = "leave out this key, though the API server still has it",
         .group = publishing,
         .placeholder = "KID,..."},
        {.name = "audience",
         .default_text = "sts.amazonaws.com",
         .help = "of the tokens for AWS, for the provider in IAM",
         .group = publishing,
         .placeholder = "NAME"},
        {.name = "output",
         .kind = FlagKind::choice,
         .default_text = "text",
         .help = "what is printed; text: what to do; json: the same, and the files",
         .group = "Printing",
         .choices = {"text", "json"}},
    };
}

/// As kube-apiserver will show it.
Key to_key(const certs::PublicKey& key) {
    const bool is_rsa = key.kind == certs::PublicKey::Kind::rsa;
    const auto number = [](const std::string& bytes) { return std::string(core::oidc::without_leading_zeros(bytes)); };
    return {.kind = is_rsa ? Key::Kind::rsa : Key::Kind::elliptic_curve,
            .type = is_rsa ? "RSA" : "EC",
            .id = key.key_id,
            .use = "sig",
            .algorithm = "",
            .modulus = number(key.modulus),
            .exponent = number(key.exponent),
            .curve = key.curve,
            .x = number(key.x),
            .y = number(key.y)};
}

std::vector<Key> load_next_keys(const std::vector<std::string>& files) {
    std::vector<Key> keys;
    for (const std::string& file : files) {
        const auto read = certs::decode_public_keys(read_file(file), input_name(file));
        if (!read) throw WrongUse(read.error().detail);
        std::ranges::transform(*read, std::back_inserter(keys), to_key);
    }
    return keys;
}

/// Says which keys the folder has from an earlier run that would now be gone, so that no rotation is undone unseen.
void note_dropped_keys(const std::string& folder, const std::vector<std::string>& retired, Publication& publication) {
    const auto file = (std::filesystem::path(folder) / publication.key_set_path).string();
    const auto text = std::filesystem::exists(file) ? read_input(file) : std::unexpected(std::string());
    const auto before = text ? core::oidc::decode_key_set(*text) : core::oidc::KeySet{};
    if (!before) return;
    for (const Key& key : before->keys) {
        const bool is_meant = std::ranges::find(retired, key.id) != retired.end();
        if (is_meant || core::oidc::find_key(publication.documents.key_set, key.id) != nullptr) continue;
        publication.remarks.push_back({core::check::Level::warn, "key",
                                       "the folder held the key " + name_of(key) + ", which is left out now",
                                       "right when its last token is over; if it is the next signer, give it again "
                                       "with --next-key"});
    }
}

void write(const std::string& folder, const Publication& publication) {
    const std::filesystem::path root(folder);
    const auto key_set = root / publication.key_set_path;
    const auto discovery = root / publication.discovery_path;
    std::filesystem::create_directories(key_set.parent_path());
    std::filesystem::create_directories(discovery.parent_path());
    write_files(folder,
                {{key_set.string(), core::oidc::encode_key_set(publication.documents.key_set), for_all, "the key set"},
                 {discovery.string(), core::oidc::encode_discovery(publication.documents.discovery), for_all,
                  "the discovery document"}},
                true);
}

Publication publication_for(const Flags& flags) {
    auto published = core::oidc::publish({.api_server = load_api_server(flags),
                                          .issuer = flags.text("issuer"),
                                          .key_set_url = flags.text("jwks-uri"),
                                          .next_keys = load_next_keys(flags.list("next-key")),
                                          .retired = flags.list("retire")});
    if (!published) throw WrongUse("oidc render: " + published.error().detail);
    return *std::move(published);
}

int run(Flags& flags) {
    flags.resolve();
    const std::string& folder = flags.text("out");
    if (folder.empty()) throw WrongUse("oidc render: where do the files go? --out=FOLDER");
    Publication publication = publication_for(flags);
    note_dropped_keys(folder, flags.list("retire"), publication);
    try {
        write(folder, publication);
    } catch (const std::runtime_error& failure) {
        std::cerr << "oidc render: " << failure.what() << '\n';
        return 1;
    }
    const core::oidc::StepOptions options{.folder = folder, .audience = flags.text("audience")};
    std::cout << (flags.text("output") == "json" ? encode_publication(publication, options) + "\n"
                                                 : render_publication(publication, options));
    return flush_output() ? 0 : 1;
}

}  // namespace

void add_render(CLI::App& oidc, int& exit_code) {
    CLI::App* command = oidc.add_subcommand("render", "Write what the issuer of a self-managed cluster publishes");
    const auto flags = std::make_shared<Flags>();
    for (const auto& flag : own_flags()) flags->declare(flag);
    for (const auto& flag : api_server_flags()) flags->declare(flag);
    flags->add_to(*command);
    command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace server::cli::oidc
