#include "core/iam/trust_policy/document.hpp"

#include "core/iam/trust_policy/decode_statement.hpp"
#include "core/iam/trust_policy/mistake.hpp"
#include "core/json/path.hpp"
#include "core/text/quoted.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace core::iam::trust_policy {
namespace {

using json::Kind;
using Mistakes = std::vector<Mistake>;

/// `%7B` is an encoded `{`: the API of IAM answers like that, and only the AWS CLI and SDKs decode it.
bool is_url_encoded(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    return text.starts_with("%7B") || text.starts_with("%7b");
}

Mistake url_encoded(std::size_t offset) {
    return {
        offset, "url_encoded_document", "the document is URL-encoded, as the API of IAM returns it",
        "decode it first, e.g. with python3 -c 'import sys, urllib.parse as u; print(u.unquote(sys.stdin.read()))'"};
}

Mistake to_mistake(const std::string& text, const json::Failure& failure) {
    if (is_url_encoded(text)) {
        return url_encoded(0);
    }
    if (failure.code == ErrorCode::too_deep) {
        return {failure.offset, to_string(failure.code), failure.what, "a trust policy needs six levels"};
    }
    const char* remedy = text.starts_with("\xEF\xBB\xBF") ? "save the file as UTF-8 without a byte order mark"
                                                          : "correct the JSON at this place";
    return {failure.offset, to_string(failure.code), failure.what, remedy};
}

/// The tree of the text; nullptr when it is no JSON.
std::shared_ptr<const json::Node> read_tree(const std::string& text, Mistakes& mistakes) {
    std::vector<std::size_t> commas;
    auto root = json::decode_node_forgiving(text, commas);
    for (const std::size_t comma : commas) {
        mistakes.push_back({comma, "broken_json", "a comma stands before a closing bracket", "take the comma out"});
    }
    if (!root) {
        mistakes.push_back(to_mistake(text, root.error()));
        return nullptr;
    }
    return std::make_shared<const json::Node>(*std::move(root));
}

/// What wraps a trust policy: the outputs of `aws iam get-role`, whole and with `--query Role`.
bool is_wrapped(const json::Node& root) {
    return root.find("Role") != nullptr || root.find("AssumeRolePolicyDocument") != nullptr;
}

void note_no_object(const json::Node& root, Mistakes& mistakes) {
    if (root.kind == Kind::string && is_url_encoded(root.text)) {
        mistakes.push_back(url_encoded(root.begin));
    } else if (root.kind == Kind::string && root.text.contains('{')) {
        mistakes.push_back({root.begin, "wrapped_document", "the document is inside a JSON string",
                            "take it out of its quotes, e.g. with jq -r ."});
    } else {
        mistakes.push_back({root.begin, "wrong_shape", "a trust policy is a JSON object",
                            R"(write {"Version": "2012-10-17", "Statement": [...]})"});
    }
}

void note_no_statement(const json::Node& root, Mistakes& mistakes) {
    if (is_wrapped(root)) {
        mistakes.push_back({root.begin, "wrapped_document", "this is a role with its trust policy inside",
                            "print the trust policy alone: aws iam get-role --role-name NAME --query "
                            "Role.AssumeRolePolicyDocument"});
        return;
    }
    const json::NodeMember* other = find_in_other_case(root, "Statement");
    mistakes.push_back({root.begin, "missing_statement", "the document has no Statement",
                        other != nullptr ? "write \"Statement\" in place of " + text::quoted(other->key)
                                         : R"(add "Statement": [...])"});
}

void check_string(const json::Node& root, const char* name, Mistakes& mistakes) {
    const json::NodeMember* member = root.find(name);
    if (member != nullptr && member->value.kind != Kind::string) {
        mistakes.push_back({member->value.begin, "wrong_shape", std::string(name) + " is not a string",
                            "write it in quotes, or take it out"});
    }
}

void read_statements(Document& document, const json::Node& value, Mistakes& mistakes) {
    if (value.kind != Kind::array && value.kind != Kind::object) {
        mistakes.push_back({value.begin, "wrong_shape", "Statement is neither an object nor a list of objects",
                            R"(write "Statement": [{...}])"});
        return;
    }
    std::size_t number = 1;
    const auto read = [&](const json::Node& node) {
        if (auto statement = decode_statement(node, number, mistakes)) {
            document.statements.push_back(*std::move(statement));
        }
        ++number;
    };
    if (value.kind == Kind::object) {
        read(value);
    }
    std::ranges::for_each(value.elements, read);
}

void read_document(Document& document, Mistakes& mistakes) {
    const json::Node& root = *document.root;
    if (root.kind != Kind::object) {
        return note_no_object(root, mistakes);
    }
    find_duplicate_keys(document.text, root, mistakes);
    document.statements_member = root.find("Statement");
    if (document.statements_member == nullptr) {
        return note_no_statement(root, mistakes);
    }
    check_string(root, "Version", mistakes);
    check_string(root, "Id", mistakes);
    const json::NodeMember* version = root.find("Version");
    document.has_policy_variables = version != nullptr && version->value.kind == Kind::string &&
                                    version->value.text == "2012-10-17";
    read_statements(document, document.statements_member->value, mistakes);
}

}  // namespace

std::expected<Document, Finding> decode_document(std::string text) {
    std::vector<Finding> findings;
    auto document = decode_document_forgiving(std::move(text), findings);
    if (!findings.empty()) {
        return std::unexpected(std::move(findings.front()));
    }
    return *std::move(document);
}

std::optional<Document> decode_document_forgiving(std::string text, std::vector<Finding>& findings) {
    Mistakes mistakes;
    Document document;
    document.text = std::move(text);
    document.root = read_tree(document.text, mistakes);
    if (document.root) {
        read_document(document, mistakes);
    }
    std::ranges::sort(mistakes);
    for (Mistake& mistake : mistakes) {
        Finding finding{
            .code = std::move(mistake.code), .what = std::move(mistake.what), .remedy = std::move(mistake.remedy)};
        findings.push_back(finding_at(document, mistake.offset, std::move(finding)));
    }
    return document.root ? std::optional(std::move(document)) : std::nullopt;
}

}  // namespace core::iam::trust_policy
