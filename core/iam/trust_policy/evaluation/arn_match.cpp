#include "core/iam/trust_policy/evaluation/arn_match.hpp"

#include <cstddef>

namespace core::iam::trust_policy::evaluation {
namespace {

/// Takes the text up to its first colon, and the colon, off; false when there is none.
bool take_part(CharactersView& text, CharactersView& part) {
    const std::size_t colon = text.find(U':');
    part = text.substr(0, colon);
    text.remove_prefix(colon == CharactersView::npos ? text.size() : colon + 1);
    return colon != CharactersView::npos;
}

}  // namespace

bool matches_arn(CharactersView arn, CharactersView pattern) {
    for (int i = 0; i < 5; ++i) {
        CharactersView part;
        CharactersView pattern_part;
        if (!take_part(arn, part) || !take_part(pattern, pattern_part) || !matches(part, pattern_part)) {
            return false;
        }
    }
    return matches(arn, pattern);
}

}  // namespace core::iam::trust_policy::evaluation
