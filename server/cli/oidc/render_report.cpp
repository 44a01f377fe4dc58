#include "server/cli/oidc/render_report.hpp"

#include "core/oidc/https_url.hpp"
#include "server/cli/check_report.hpp"
#include "server/cli/tree.hpp"
#include "server/cli/yaml_text.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

namespace server::cli::oidc {
namespace {

using core::oidc::Key;
using core::oidc::Publication;
using core::oidc::Step;
using core::oidc::StepOptions;

bool is_next(const Publication& publication, const Key& key) {
    return std::ranges::find(publication.next_keys, key.id, &Key::id) != publication.next_keys.end();
}

std::string path_in(const StepOptions& options, const std::string& path) {
    return (std::filesystem::path(options.folder) / path).string();
}

Tree list_of(const std::vector<std::string>& texts) {
    Tree list;
    list.kind = Tree::Kind::array;
    for (const std::string& text : texts) list.items.push_back(Tree::string(text));
    return list;
}

template <typename T>
Tree list_of(const std::vector<T>& values, auto to_tree) {
    Tree list;
    list.kind = Tree::Kind::array;
    for (const T& value : values) list.items.push_back(to_tree(value));
    return list;
}

Tree file_tree(std::string path, std::string url, std::string content) {
    return Tree::object({{"path", Tree::string(std::move(path))},
                         {"url", Tree::string(std::move(url))},
                         {"content", Tree::string(std::move(content))}});
}

Tree files_tree(const Publication& publication, const StepOptions& options) {
    const auto& [discovery, key_set] = publication.documents;
    Tree list;
    list.kind = Tree::Kind::array;
    list.items = {file_tree(path_in(options, publication.key_set_path), discovery.key_set_url,
                            core::oidc::encode_key_set(key_set)),
                  file_tree(path_in(options, publication.discovery_path), core::oidc::discovery_url(discovery.issuer),
                            core::oidc::encode_discovery(discovery))};
    return list;
}

Tree step_tree(const Step& step) {
    std::vector<Member> members{{"title", Tree::string(step.title)}, {"commands", list_of(step.commands)}};
    if (!step.notes.empty()) members.push_back({"notes", list_of(step.notes)});
    return Tree::object(std::move(members));
}

std::string text_of(const Step& step, std::size_t number) {
    std::string out = "\n" + std::to_string(number) + ". " + step.title + ":\n";
    for (const std::string& command : step.commands) out += "     " + one_line(command) + '\n';
    for (const std::string& note : step.notes) out += "   " + one_line(note) + '\n';
    return out;
}

}  // namespace

std::string render_publication(const Publication& publication, const StepOptions& options) {
    std::string out = "wrote " + one_line(path_in(options, publication.key_set_path)) + ": the key set\n" + "wrote " +
                      one_line(path_in(options, publication.discovery_path)) + ": the discovery document\n\n";
    out += "issuer " + publication.documents.discovery.issuer + '\n';
    for (const Key& key : publication.documents.key_set.keys) {
        out += "key " + one_line(key.id) + " " + one_line(core::oidc::algorithm_of(key)) +
               (is_next(publication, key) ? ", the next signer" : "") + '\n';
    }
    if (!publication.remarks.empty()) out += '\n' + render_findings(publication.remarks, {});
    std::size_t number = 0;
    for (const Step& step : core::oidc::steps(publication, options)) out += text_of(step, ++number);
    return out;
}

std::string encode_publication(const Publication& publication, const StepOptions& options) {
    const auto key_tree = [&](const Key& key) {
        return Tree::object({{"kid", Tree::string(key.id)},
                             {"alg", Tree::string(core::oidc::algorithm_of(key))},
                             {"next", Tree::boolean(is_next(publication, key))}});
    };
    const auto remark_tree = [](const core::check::Finding& remark) {
        return Tree::object({{"about", Tree::string(remark.about)},
                             {"text", Tree::string(remark.text)},
                             {"advice", Tree::string(remark.advice)}});
    };
    const auto& [discovery, key_set] = publication.documents;
    std::vector<Member> members{{"issuer", Tree::string(discovery.issuer)}};
    if (!publication.previous_issuer.empty())
        members.push_back({"previous_issuer", Tree::string(publication.previous_issuer)});
    members.push_back({"jwks_uri", Tree::string(discovery.key_set_url)});
    members.push_back({"files", files_tree(publication, options)});
    members.push_back({"keys", list_of(key_set.keys, key_tree)});
    members.push_back({"remarks", list_of(publication.remarks, remark_tree)});
    members.push_back({"api_server_flags", list_of(core::oidc::api_server_flags(publication))});
    members.push_back({"steps", list_of(core::oidc::steps(publication, options), step_tree)});
    return encode_tree_indented(Tree::object(std::move(members)));
}

}  // namespace server::cli::oidc
