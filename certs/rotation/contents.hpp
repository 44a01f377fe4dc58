#pragma once

#include "certs/certificate.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace certs::rotation {

using TimePoint = std::chrono::system_clock::time_point;
/// Keys and values of `data` (decoded from base64) or of `metadata.annotations`.
using Texts = std::map<std::string, std::string>;

/// Annotations on the Secret. Times are RFC 3339 in UTC.
/// When the newest CA was first seen in the caBundle of every webhook; absent while it is not, and when the leaf is
/// already of that CA.
inline constexpr const char* published_at_annotation = "profile-iam-webhook.kubeflow.org/newest-ca-published-at";
/// When the last leaf of an older CA expires: until then the older CAs stay in ca.crt. Absent: there are none.
inline constexpr const char* needed_until_annotation = "profile-iam-webhook.kubeflow.org/older-cas-needed-until";
/// `leaf` or `ca`: an operator asks for a renewal now (`kubectl annotate secret ... renew=ca`); taken away by it.
inline constexpr const char* renew_annotation = "profile-iam-webhook.kubeflow.org/renew";

enum class Renewal { none, leaf, ca };

/// What the Secret holds, as it is: nothing here has been checked.
struct Contents {
    std::string certificate_pem;    ///< tls.crt: the leaf
    std::string key_pem;            ///< tls.key
    std::string authorities_pem;    ///< ca.crt: all valid CAs, newest first; what every caBundle should be
    std::string authority_key_pem;  ///< ca.key: of the newest CA
    std::optional<TimePoint> published_at;
    std::optional<TimePoint> needed_until;
    Renewal requested = Renewal::none;

    friend bool operator==(const Contents&, const Contents&) = default;
};

/// Missing keys are empty; an annotation that is not a time, or not a word that is known, counts as absent.
[[nodiscard]] Contents decode_contents(const Texts& data, const Texts& annotations);
/// All four keys.
[[nodiscard]] Texts encode_data(const Contents& contents);
/// Those of our annotations that are present.
[[nodiscard]] Texts encode_annotations(const Contents& contents);

}  // namespace certs::rotation
