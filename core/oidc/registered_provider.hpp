#pragma once

#include "core/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace core::oidc {

/// An OIDC provider as it is registered in IAM: what `aws iam get-open-id-connect-provider` prints.
/// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
struct RegisteredProvider {
    std::string url{};  ///< as IAM gives it back: without `https://`
    std::vector<std::string> client_ids{};
    std::vector<std::string> thumbprints{};
};

/// Reads that output as JSON. Errors: broken_json, too_deep, wrong_shape (no `Url`, a member of a wrong type).
[[nodiscard]] Result<RegisteredProvider> decode_registered_provider(std::string_view json);

}  // namespace core::oidc
