#include "core/iam/trust_policy/edit/splice.hpp"

#include <algorithm>

namespace core::iam::trust_policy::edit {

std::string spliced(std::string_view text, std::vector<Splice> splices) {
    std::ranges::sort(splices, {}, &Splice::begin);
    std::string out;
    std::size_t at = 0;
    for (const Splice& splice : splices) {
        out += text.substr(at, splice.begin - at);
        out += splice.text;
        at = splice.end;
    }
    out += text.substr(at);
    return out;
}

std::vector<Splice> removal(const json::Node& array, const std::vector<bool>& is_gone) {
    const auto& elements = array.elements;
    std::vector<Splice> splices;
    for (std::size_t first = 0; first < elements.size(); ++first) {
        if (!is_gone[first]) {
            continue;
        }
        std::size_t next = first;
        while (next < elements.size() && is_gone[next]) {
            ++next;
        }
        const bool at_end = next == elements.size();
        splices.push_back({.begin = at_end && first > 0 ? elements[first - 1].end : elements[first].begin,
                           .end = at_end ? elements[next - 1].end : elements[next].begin});
        first = next;
    }
    return splices;
}

}  // namespace core::iam::trust_policy::edit
