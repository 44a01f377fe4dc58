#include "server/cli/explain_json.hpp"

#include "server/cli/tree.hpp"

#include <utility>

namespace server::cli {
namespace {

/// Collects members in the order of the documentation.
class Members {
public:
    void add(std::string key, Tree value) { members_.push_back({std::move(key), std::move(value)}); }
    void add(std::string key, const std::string& text) { add(std::move(key), Tree::string(text)); }
    void add_unless_empty(const std::string& key, const std::string& text) {
        if (!text.empty()) {
            add(key, text);
        }
    }
    [[nodiscard]] Tree object() && { return Tree::object(std::move(members_)); }

private:
    std::vector<Member> members_;
};

Tree settings(const core::mutation::Explanation& explanation) {
    Tree seconds;
    seconds.kind = Tree::Kind::number;
    seconds.text = std::to_string(explanation.token_expiration_s);
    Members members;
    members.add_unless_empty("audience", explanation.audience);
    members.add("tokenExpirationSeconds", std::move(seconds));
    members.add("stsRegionalEndpoints", Tree::boolean(explanation.sts_regional_endpoints));
    members.add_unless_empty("region", explanation.region);
    return std::move(members).object();
}

Tree facts(const core::mutation::Explanation& explanation) {
    Tree list;
    list.kind = Tree::Kind::array;
    for (const core::mutation::Fact& fact : explanation.facts) {
        list.items.push_back(Tree::object({{"about", Tree::string(fact.about)}, {"text", Tree::string(fact.text)}}));
    }
    return list;
}

Tree warnings(const core::mutation::Explanation& explanation) {
    Tree list;
    list.kind = Tree::Kind::array;
    for (const std::string& warning : explanation.warnings) {
        list.items.push_back(Tree::string(warning));
    }
    return list;
}

}  // namespace

std::string encode_explanation(const core::mutation::Explanation& explanation) {
    Members members;
    members.add("namespace", explanation.namespace_name);
    members.add("serviceAccount", explanation.service_account);
    members.add("mode", core::mutation::to_string(explanation.mode));
    members.add("reason", core::mutation::to_string(explanation.reason));
    members.add_unless_empty("source", core::mutation::to_string(explanation.source));
    members.add_unless_empty("roleArn", explanation.role);
    members.add_unless_empty("profile", explanation.profile);
    if (!explanation.role.empty()) {
        members.add("settings", settings(explanation));
    }
    members.add("facts", facts(explanation));
    members.add("warnings", warnings(explanation));
    return encode_tree_indented(std::move(members).object());
}

}  // namespace server::cli
