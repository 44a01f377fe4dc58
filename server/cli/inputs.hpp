#pragma once

#include "core/error.hpp"
#include "server/cli/tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace server::cli {

/// One Pod or ServiceAccount that `mutate` asks the webhook about, found in a document.
struct Subject {
    std::string kind;            ///< of the object that a person wrote: `StatefulSet`
    std::string namespace_name;  ///< of the review
    std::string name;            ///< of the object, else its generateName; may be empty
    std::string object;          ///< JSON pointer in the document: the whole object
    std::string target;  ///< JSON pointer in the document: what the answer's patch is about (`<object>/spec/template`)
    std::string review;  ///< the AdmissionReview to ask, JSON
};

/// Something in a document that `mutate` has no use for.
struct Unusable {
    std::string pointer;  ///< JSON pointer in the document
    std::string why;      ///< for a person
};

/// What is in one document, each in its order.
struct Subjects {
    std::vector<Subject> found;
    std::vector<Unusable> unusable;
};

/// Finds what can be asked about in one document: a Pod, a ServiceAccount, the Pod template of a workload (see
/// `understood_kinds`), all of these in a `kind: List` (one level), or the object of an AdmissionReview, which is asked
/// as it stands. Each becomes an AdmissionReview v1 for its creation, with a uid made from the object, so the same
/// input makes the same review.
///
/// A Pod that names no service account gets `spec.serviceAccountName: default` in the document, as the API server's own
/// admission fills it in before any webhook is called; a Pod made from a template gets it in the review alone.
/// Objects without `metadata.namespace` are asked about in `default_namespace`.
[[nodiscard]] Subjects find_subjects(Tree& document, std::string_view default_namespace);

/// `Pod, ServiceAccount, StatefulSet, ..., List, AdmissionReview`.
[[nodiscard]] std::string understood_kinds();

}  // namespace server::cli
