#include "core/mutation/selection.hpp"

#include <algorithm>
#include <string>

namespace core::mutation {
namespace {

using Names = std::vector<std::string_view>;

std::string_view trim(std::string_view text) {
    constexpr std::string_view white_space = " \t\r\n\v\f";
    const auto first = text.find_first_not_of(white_space);
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

/// The names of a comma-separated list, trimmed and sorted (a hostile list may be long); empty ones name nothing.
Names split_names(std::string_view list) {
    Names names;
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (const std::string_view name = trim(list.substr(0, comma)); !name.empty()) {
            names.push_back(name);
        }
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    std::ranges::sort(names);
    return names;
}

Names names_of(const admission::Annotations& annotations, const Policy& policy, std::string_view name) {
    const json::Text* list = annotations.find(policy.annotation_prefix, name);
    return list == nullptr ? Names{} : split_names(list->value);
}

struct Lists {
    Names skipped;   ///< by the Pod
    Names included;  ///< by the Pod; empty: all that --skip-containers leaves
    const std::vector<std::string>* skipped_by_flag;

    [[nodiscard]] bool selects(std::string_view name) const {
        if (std::ranges::binary_search(skipped, name)) {
            return false;
        }
        return included.empty() ? std::ranges::find(*skipped_by_flag, name) == skipped_by_flag->end()
                                : std::ranges::binary_search(included, name);
    }
};

void select(const admission::Containers& containers, std::string_view list, const Lists& lists, Selection& selection) {
    for (std::size_t i = 0; i < containers.items.size(); ++i) {
        if (lists.selects(containers.items[i].name.value)) {
            selection.push_back({list, i, &containers.items[i]});
        }
    }
}

}  // namespace

Selection select_containers(const admission::Pod& pod, const Policy& policy) {
    const auto& annotations = pod.metadata.annotations;
    const Lists lists{names_of(annotations, policy, "skip-containers"),
                      names_of(annotations, policy, "include-containers"), &policy.skip_containers};
    Selection selection;
    select(pod.spec.containers, "containers", lists, selection);
    select(pod.spec.init_containers, "initContainers", lists, selection);
    return selection;
}

Selection select_ephemeral_containers(const admission::Pod& pod, const admission::Pod& old_pod, const Policy& policy) {
    const Lists lists{names_of(pod.metadata.annotations, policy, "skip-containers"), {}, &policy.skip_containers};
    Selection selection;
    select(pod.spec.ephemeral_containers, "ephemeralContainers", lists, selection);
    Names old_names;
    for (const auto& old : old_pod.spec.ephemeral_containers.items) {
        old_names.push_back(old.name.value);
    }
    std::ranges::sort(old_names);
    std::erase_if(selection, [&](const SelectedContainer& selected) {
        return std::ranges::binary_search(old_names, selected.container->name.value);
    });
    return selection;
}

}  // namespace core::mutation
