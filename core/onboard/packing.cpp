#include "core/onboard/packing.hpp"

#include "core/iam/trust_policy/edit/capacity.hpp"
#include "core/iam/trust_policy/edit/render.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

namespace core::onboard {
namespace {

using iam::Subject;

constexpr std::size_t quotes_and_comma = 3;

/// What a role holds, or a group would add to one.
struct Load {
    std::size_t characters = 0;  ///< of the subjects, each with its quotes and a comma
    bool has_pattern = false;
};

Load load_of(std::span<const Subject> subjects) {
    Load load;
    for (const auto& subject : subjects) {
        load.characters += subject.text().size() + quotes_and_comma;
        load.has_pattern = load.has_pattern || subject.is_pattern();
    }
    return load;
}

Load sum(const Load& left, const Load& right) {
    return {left.characters + right.characters, left.has_pattern || right.has_pattern};
}

/// Sizes of documents with two subjects or more (one alone stands without brackets) without rendering each: what
/// surrounds the subjects is measured once.
class Sizes {
public:
    explicit Sizes(const Settings& settings)
        : around_names_(around(settings, "name")), around_patterns_(around(settings, "name*")) {}

    [[nodiscard]] std::size_t of(const Load& load) const {
        return (load.has_pattern ? around_patterns_ : around_names_) + load.characters;
    }

private:
    static std::size_t around(const Settings& settings, const std::string& name) {
        const std::array<Subject, 2> two = {Subject{"a", name}, Subject{"b", name}};
        return trust_policy_size(settings, two) - load_of(two).characters;
    }

    std::size_t around_names_;
    std::size_t around_patterns_;
};

}  // namespace

std::size_t trust_policy_size(const Settings& settings, std::span<const Subject> subjects) {
    return iam::trust_policy::edit::counted_size(
        iam::trust_policy::edit::render_document(settings.provider, subjects, settings.audience));
}

std::size_t roles_needed(const Settings& settings, std::span<const SubjectGroup> groups, std::size_t quota) {
    const Sizes sizes(settings);
    std::vector<Load> loads;
    for (const auto& group : groups) loads.push_back(load_of(group));
    std::ranges::sort(loads, std::greater{}, &Load::characters);
    std::vector<Load> roles;
    for (const auto& load : loads) {
        const auto role =
            std::ranges::find_if(roles, [&](const Load& held) { return sizes.of(sum(held, load)) <= quota; });
        if (role == roles.end()) {
            roles.push_back(load);
        } else {
            *role = sum(*role, load);
        }
    }
    return roles.size();
}

}  // namespace core::onboard
