#include "core/iam/trust_policy/lint/check.hpp"
#include "core/json/place.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>

namespace core::iam::trust_policy::lint {
namespace {

/// U+0080..U+00FF are C2 and C3 in UTF-8; higher lead bytes are what IAM refuses. Control characters are refused, too.
bool is_allowed(std::string_view sequence) {
    const auto lead = static_cast<unsigned char>(sequence.front());
    return lead >= 0x80 ? lead <= 0xC3 : lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r';
}

Finding bad_characters(std::string_view text, std::size_t offset, std::string_view run) {
    Finding finding;
    finding.code = "bad_character";
    finding.place = json::place_at(text, offset);
    if (run == "\xEF\xBB\xBF") {
        finding.what = "the text begins with a byte order mark";
        finding.remedy = "save it as UTF-8 without byte order mark";
        return finding;
    }
    const bool is_visible = static_cast<unsigned char>(run.front()) >= 0x80;
    finding.what = "IAM refuses " + (is_visible ? '"' + text::truncate(run, 20) + '"' : "a control character") +
                   ": it takes tab, line ends and U+0020..U+00FF only";
    finding.remedy =
        "write it without these characters; look for typographic quotes, dashes and spaces that were pasted";
    return finding;
}

}  // namespace

std::vector<Finding> check_characters(std::string_view text) {
    std::vector<Finding> findings;
    std::size_t run = 0;  // where the characters begin that are refused, when at > run
    std::size_t at = 0;
    const auto end_run = [&] {
        if (at > run) {
            findings.push_back(bad_characters(text, run, text.substr(run, at - run)));
        }
    };
    while (at < text.size()) {
        // What is no UTF-8 is broken JSON, which has been said.
        const std::size_t length = text::utf8_sequence_length(text.substr(at));
        if (length == 0 || is_allowed(text.substr(at, length))) {
            end_run();
            at += std::max<std::size_t>(length, 1);
            run = at;
        } else {
            at += length;
        }
    }
    end_run();
    return findings;
}

}  // namespace core::iam::trust_policy::lint
