#include "server/cli/explain_text.hpp"

#include "server/cli/mutate_words.hpp"
#include "server/cli/yaml_text.hpp"

#include <algorithm>

namespace server::cli {
namespace {

using core::mutation::Explanation;
using core::mutation::Fact;
using core::mutation::Mode;

std::string duration_in_words(int seconds) {
    if (seconds % 3600 == 0) {
        return std::to_string(seconds / 3600) + " h";
    }
    return seconds % 60 == 0 ? std::to_string(seconds / 60) + " min" : std::to_string(seconds) + " s";
}

std::string settings_in_words(const Explanation& explanation) {
    std::string words = explanation.audience.empty() ? "no audience" : "audience " + explanation.audience;
    words += ", token for " + duration_in_words(explanation.token_expiration_s);
    words += explanation.sts_regional_endpoints ? ", regional STS" : ", global STS";
    words += explanation.region.empty() ? "" : ", region " + explanation.region;
    return words;
}

std::string account_of(const Explanation& explanation) {
    return "ServiceAccount " + explanation.namespace_name + "/" + explanation.service_account;
}

std::string result(const Explanation& explanation, const Paint& paint) {
    if (explanation.role.empty()) {
        return paint.yellow("A Pod of " + account_of(explanation) + " gets no role: " +
                            reason_in_words(explanation.reason, explanation.namespace_name, explanation.service_account,
                                            explanation.profile)) +
               "\n";
    }
    const char* const verb = explanation.mode == Mode::inject ? " gets " : " would get ";
    std::string sentence = "A Pod of " + account_of(explanation) + verb + explanation.role + ": " +
                           source_in_words(explanation.source, explanation.profile, explanation.service_account);
    if (explanation.mode != Mode::inject) {
        sentence += std::string("; but mode is ") + core::mutation::to_string(explanation.mode);
    }
    return explanation.mode == Mode::inject ? paint.green(sentence) + "\n" : paint.yellow(sentence) + "\n";
}

}  // namespace

std::string render_explanation(const Explanation& explanation, const Paint& paint) {
    std::vector<Fact> rows = explanation.facts;
    if (!explanation.role.empty()) {
        rows.push_back({"settings", settings_in_words(explanation)});
    }
    std::size_t width = 0;
    for (const Fact& row : rows) {
        width = std::max(width, row.about.size());
    }
    std::string out = paint.bold(account_of(explanation)) + "\n\n";
    for (const Fact& row : rows) {
        out += "  " + paint.cyan(row.about) + std::string(width - row.about.size() + 2, ' ') + one_line(row.text) +
               "\n";
    }
    for (const std::string& warning : explanation.warnings) {
        out += "  " + paint.yellow("warning: " + one_line(warning)) + "\n";
    }
    return out + "\n" + result(explanation, paint);
}

}  // namespace server::cli
