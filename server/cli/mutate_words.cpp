#include "server/cli/mutate_words.hpp"

namespace server::cli {
namespace {

using core::mutation::Outcome;
using core::mutation::Reason;
using core::mutation::Source;
using core::mutation::Verdict;

struct Names {
    std::string name_space;
    std::string service_account;
    std::string profile;
};

Names quote_names(std::string_view namespace_name, std::string_view service_account, std::string_view profile) {
    return {
        "namespace " + std::string(namespace_name),
        service_account.empty() ? "a Pod without a service account" : "ServiceAccount " + std::string(service_account),
        profile.empty() ? "the Profile" : "Profile " + std::string(profile)};
}

std::string explanation(Reason reason, const Names& names) {
    switch (reason) {
        case Reason::complete: return "all of it is there already";
        case Reason::no_role: return "no rule gives a role to " + names.service_account + " in " + names.name_space;
        case Reason::sa_not_managed:
            return names.profile + " has a role, but " + names.service_account + " is not one that takes it";
        case Reason::not_owned: return names.name_space + " does not belong to the Profile of its name";
        case Reason::plugin_invalid:
            return "the plugin AwsIamForServiceAccount of " + names.profile + " gives no valid role";
        case Reason::role_refused: return "the role for " + names.service_account + " is invalid or not allowed";
        case Reason::profile_terminating: return names.profile + " is being deleted";
        case Reason::skip_label: return "the Pod's label asks to be skipped";
        case Reason::mirror_pod: return "a mirror Pod, made by a kubelet";
        case Reason::all_skipped: return "every container is skipped or left alone";
        case Reason::pod_identity: return "every container has EKS Pod Identity or ECS credentials";
        case Reason::off: return "switched off for " + names.name_space + " by its label";
        case Reason::denied: return "another role than that of " + names.profile;
        case Reason::kept: return "a role other than that of " + names.profile + " is kept";
        case Reason::right: return "the role is right already";
        case Reason::not_managed: return names.service_account + " is not one that takes the Profile's role";
        case Reason::terminating: return "it is being deleted";
        case Reason::not_asked: return "nothing that the webhook looks at";
        case Reason::injected:
        case Reason::annotated:
        case Reason::repaired:
        case Reason::refused: return {};
    }
    return {};
}

}  // namespace

std::string source_in_words(Source source, std::string_view profile, std::string_view service_account) {
    switch (source) {
        case Source::none: return "what the Pod itself has";
        case Source::profile: return "role from Profile " + std::string(profile);
        case Source::service_account:
            return "role from the annotation of ServiceAccount " + std::string(service_account);
        case Source::default_role: return "default role, as Profile " + std::string(profile) + " names none";
    }
    return {};
}

std::string reason_in_words(Reason reason, std::string_view namespace_name, std::string_view service_account,
                            std::string_view profile) {
    const std::string words = explanation(reason, quote_names(namespace_name, service_account, profile));
    return words.empty() ? words : words + " (" + core::mutation::to_string(reason) + ")";
}

std::string outcome_in_words(const Outcome& outcome) {
    std::string why = reason_in_words(outcome.reason, outcome.namespace_name, outcome.service_account, outcome.profile);
    if (why.empty()) {
        why = source_in_words(outcome.source, outcome.profile, outcome.service_account);
    }
    switch (outcome.verdict) {
        case Verdict::patched: return std::string(core::mutation::to_string(outcome.reason)) + ": " + why;
        case Verdict::unchanged: return "unchanged: " + why;
        case Verdict::observed:
            return std::string("unchanged: mode observe; else ") + core::mutation::to_string(outcome.reason) + ": " +
                   why;
        case Verdict::denied: return "denied: " + why;
        case Verdict::refused: return "refused";
    }
    return {};
}

}  // namespace server::cli
