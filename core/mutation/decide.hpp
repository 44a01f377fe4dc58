#pragma once

#include "core/admission/review.hpp"
#include "core/error.hpp"
#include "core/mutation/injection.hpp"
#include "core/mutation/outcome.hpp"
#include "core/mutation/policy.hpp"
#include "core/mutation/role.hpp"
#include "core/profile/directory.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace core::mutation {

/// Admit unchanged.
struct Skip {
    Reason reason;
};

/// Give the Pod's containers the role; the injection says which still lack something, and its reason when none does.
struct Inject {
    Injection injection;
};

/// Write the role and our mark on the ServiceAccount.
struct Annotate {
    Reason reason;            ///< annotated or repaired
    bool writes_role = true;  ///< false: the role is right, only the mark is missing
    std::string_view mark;    ///< value of the mark
};

/// Refuse the request (`--on-role-conflict=deny`), with a sentence for the user.
struct Deny {
    std::string message;
};

/// These objects must be fetched first.
struct Missing {
    std::vector<profile::ObjectKey> objects;
};

/// A wrong JSON type in an object that would get a role.
struct Unreadable {
    json::Fault fault;
};

/// What to do about one review, and why. Nothing here depends on mode observe but `mode` itself.
struct Decision {
    std::variant<Skip, Inject, Annotate, Deny, Missing, Unreadable> action = Skip{Reason::not_asked};
    Mode mode = Mode::inject;
    Source source = Source::none;
    std::string role;                   ///< empty: none was found
    std::string profile;                ///< owner of the namespace; empty: none
    std::vector<std::string> warnings;  ///< each at most 120 code points
};

/// Decides about one review: product.md, "The whole decision, in order". Pure.
[[nodiscard]] Decision decide(const admission::Review& review, const profile::Directory& directory,
                              const Policy& policy, const Knowledge& knowledge);

/// The reason that goes into audit annotation, metric and log; `refused` for Missing and Unreadable.
[[nodiscard]] Reason reason_of(const Decision& decision);

}  // namespace core::mutation
