#include "core/onboard/role_group.hpp"

#include "core/iam/trust_policy/edit/capacity.hpp"
#include "core/text/pattern.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace core::onboard {
namespace {

using Complaints = std::vector<std::string>;

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    return text;
}

/// `platform.csv:3: `; nothing for the command line.
std::string at(const Onboarding& onboarding) { return onboarding.place.empty() ? "" : onboarding.place + ": "; }

void find_duplicates(std::span<const Onboarding> onboardings, Complaints& complaints) {
    std::map<std::string, const Onboarding*> seen;
    for (const auto& each : onboardings) {
        const auto [first, is_new] = seen.emplace(each.profile, &each);
        if (!is_new)
            complaints.push_back(at(each) + "Profile " + each.profile + " is at " + first->second->place +
                                 " already; take one of them out");
    }
}

void compare(const Onboarding& first, const Onboarding& each, Complaints& complaints) {
    const std::string start = at(each) + "role " + each.role_name + " of Profile " + each.profile;
    if (first.role_name != each.role_name) {
        complaints.push_back(
            start + " is " + first.role_name + " of " + first.place +
            " to IAM, which does not tell upper from lower case; write both alike to share it, or rename one");
    } else if (first.role_path != each.role_path) {
        complaints.push_back(start + " has the path " + each.role_path + " here and " + first.role_path + " at " +
                             first.place + "; an account has one role of a name");
    }
}

void check_sizes(const RoleGroup& group, const Settings& settings, Complaints& complaints) {
    const auto& name = group.first().role_name;
    const std::size_t size = trust_policy_size(settings, group.subjects());
    if (size > settings.quota) {
        std::vector<SubjectGroup> subjects;
        subjects.reserve(group.members.size());
        for (const auto* member : group.members) subjects.push_back(member->subjects());
        complaints.push_back(at(group.first()) + "the trust policy of role " + name + " would have " +
                             std::to_string(size) + " characters for its " + std::to_string(group.members.size()) +
                             " Profiles, the quota is " + std::to_string(settings.quota) + "; these Profiles need " +
                             std::to_string(roles_needed(settings, subjects, settings.quota)) +
                             " roles: give them different names, or raise --quota once IAM has raised the account's");
    }
    const auto grants = group.grants();
    const std::size_t policy =
        grants.empty() ? 0
                       : iam::trust_policy::edit::counted_size(render_s3_policy(settings.provider.partition, grants));
    if (policy > inline_policy_quota)
        complaints.push_back(at(group.first()) + "the S3 policy of role " + name + " would have " +
                             std::to_string(policy) + " characters, IAM takes 10240; let fewer Profiles share it");
}

/// Of the places that others reach too, one line each: sorted, whatever encloses a place stands before it.
void find_overlaps(std::span<const Onboarding> onboardings, Complaints& warnings) {
    std::vector<const Onboarding*> sorted;
    for (const auto& each : onboardings)
        if (each.location) sorted.push_back(&each);
    // By bucket first: as one text, `b-2` would stand between `b` and `b/x`. Pointers last: equal places in their
    // order.
    std::ranges::sort(sorted, [](const Onboarding* left, const Onboarding* right) {
        return std::tie(left->location->bucket, left->location->prefix, left) <
               std::tie(right->location->bucket, right->location->prefix, right);
    });
    std::vector<const Onboarding*> enclosing;
    for (const auto* each : sorted) {
        while (!enclosing.empty() && !contains(*enclosing.back()->location, *each->location)) enclosing.pop_back();
        if (!enclosing.empty() && enclosing.back()->role_name != each->role_name) {
            const auto& outer = *enclosing.back();
            const bool is_same = *outer.location == *each->location;
            warnings.push_back(at(*each) + "Profile " + each->profile + " and Profile " + outer.profile + " of " +
                               outer.place + (is_same ? " have the same place " : " overlap: the second reaches ") +
                               each->location->text() +
                               (is_same ? ": each reaches the other's objects" : " of the first"));
        }
        enclosing.push_back(each);
    }
}

}  // namespace

std::vector<iam::Subject> RoleGroup::subjects() const {
    std::vector<iam::Subject> out;
    for (const auto* member : members) {
        auto subjects = member->subjects();
        std::ranges::move(subjects, std::back_inserter(out));
    }
    return out;
}

std::vector<S3Grant> RoleGroup::grants() const {
    std::vector<S3Grant> out;
    for (const auto* member : members) {
        if (!member->location) continue;
        S3Grant grant{*member->location, member->s3_access};
        if (std::ranges::find(out, grant) == out.end()) out.push_back(std::move(grant));
    }
    return out;
}

std::vector<RoleGroup> group_roles(std::span<const Onboarding> onboardings, const Settings& settings,
                                   Complaints& complaints) {
    find_duplicates(onboardings, complaints);
    std::vector<RoleGroup> groups;
    std::map<std::string, std::size_t> index;
    for (const auto& each : onboardings) {
        const auto [found, is_new] = index.emplace(lower(each.role_name), groups.size());
        if (is_new) {
            groups.push_back({{&each}});
            continue;
        }
        compare(groups[found->second].first(), each, complaints);
        groups[found->second].members.push_back(&each);
    }
    for (const auto& group : groups) check_sizes(group, settings, complaints);
    return groups;
}

std::vector<std::string> warnings_of(std::span<const Onboarding> onboardings, std::span<const RoleGroup> groups) {
    constexpr std::size_t default_roles = 1'000;
    std::vector<std::string> warnings;
    find_overlaps(onboardings, warnings);
    for (const auto& each : onboardings) {
        const auto admits = [](const std::string& name) {
            return text::matches_pattern(default_service_account, name);
        };
        if (std::ranges::none_of(each.service_accounts, admits))
            warnings.push_back(at(each) + "default-editor is not among the service accounts of Profile " +
                               each.profile +
                               ": the webhook gives its Pods the role all the same, and STS will refuse them");
    }
    if (groups.size() > default_roles)
        warnings.push_back(
            std::to_string(groups.size()) +
            " roles are more than the 1000 that an account has by default; ask AWS for more, or share roles");
    return warnings;
}

}  // namespace core::onboard
