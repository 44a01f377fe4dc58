#include "core/iam/trust_policy/edit/capacity.hpp"

#include "core/iam/trust_policy/edit/insertion.hpp"
#include "core/iam/trust_policy/edit/render.hpp"

#include <vector>

namespace core::iam::trust_policy::edit {
namespace {

constexpr std::string_view white_space = " \t\r\n";

/// After three subjects each further one costs the same: the first may bring a statement or a list, the second a list.
constexpr std::size_t most_different = 3;

/// How many fit: sizes[i] is the size with i + 1 of them, and the last two tell what each further one costs.
std::size_t count_fitting(const std::vector<std::size_t>& sizes, std::size_t quota) {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (sizes[i] > quota) {
            return i;
        }
    }
    const std::size_t each = sizes.back() - sizes[sizes.size() - 2];
    return sizes.size() + (quota - sizes.back()) / each;
}

}  // namespace

std::size_t counted_size(std::string_view text) {
    std::size_t size = 0;
    bool is_in_string = false;
    bool is_escaped = false;
    for (const char c : text) {
        const bool is_continuation = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
        size += !is_continuation && (is_in_string || !white_space.contains(c)) ? 1 : 0;
        if (c == '"' && !is_escaped) {
            is_in_string = !is_in_string;
        }
        is_escaped = is_in_string && c == '\\' && !is_escaped;
    }
    return size;
}

std::size_t capacity(const Document& document, const Grant& example, std::size_t quota) {
    // The same name again and again: as long as different ones, and `insert` does not look whether it is there.
    std::vector<std::size_t> sizes;
    std::string text = document.text;
    while (sizes.size() < most_different) {
        const auto current = decode_document(std::move(text));
        if (!current) {
            return 0;
        }
        text = insert(*current, example).text;
        sizes.push_back(counted_size(text));
    }
    return count_fitting(sizes, quota);
}

std::size_t capacity_of_new_document(const Grant& example, std::size_t quota) {
    std::vector<std::size_t> sizes;
    std::vector<Subject> subjects;
    while (sizes.size() < most_different) {
        subjects.push_back(example.subject);
        sizes.push_back(counted_size(render_document(example.provider, subjects, example.audience)));
    }
    return count_fitting(sizes, quota);
}

}  // namespace core::iam::trust_policy::edit
