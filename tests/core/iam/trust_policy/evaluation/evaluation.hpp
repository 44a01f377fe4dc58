#pragma once

#include "core/iam/trust_policy/evaluation/evaluate.hpp"

#include <map>
#include <string>
#include <vector>

namespace tests {

inline constexpr const char* issuer = "oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E";

using Context = std::map<std::string, std::vector<std::string>>;

/// A token of `issuer` for system:serviceaccount:team-a:default-editor and the audience of STS.
core::iam::trust_policy::evaluation::Claims token(Context context = {});

/// The ARN of `issuer` in account 111122223333.
std::string provider_arn();

/// What a document with these statements says of a caller.
core::iam::trust_policy::evaluation::Evaluation evaluation(const std::string& statements,
                                                           const core::iam::trust_policy::evaluation::Claims& claims,
                                                           const std::string& version = "2012-10-17");

/// An Allow statement for web identity tokens of `issuer` under these conditions (JSON); or a Deny statement.
std::string allow(const std::string& conditions);
std::string deny(const std::string& conditions);

/// Whether the condition `{operator: {key: values}}` is fulfilled (values: JSON).
core::iam::trust_policy::evaluation::Answer ask(const std::string& operator_name, const std::string& key,
                                                const std::string& values, const Context& context = {},
                                                const std::string& version = "2012-10-17");

}  // namespace tests
