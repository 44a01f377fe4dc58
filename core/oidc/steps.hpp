#pragma once

#include "core/oidc/publication.hpp"

#include <string>
#include <vector>

namespace core::oidc {

/// One step of what a person does with the files that `oidc render` has written.
struct Step {
    std::string title;
    std::vector<std::string> commands{};  ///< of a POSIX shell, one a line, or flags of the API server
    std::vector<std::string> notes{};     ///< one sentence each

    friend bool operator==(const Step&, const Step&) = default;
};

/// Where the files are and what the provider is for.
struct StepOptions {
    std::string folder;                          ///< of the files; a path for the shell
    std::string audience = "sts.amazonaws.com";  ///< the provider's client id
};

/// The flags of every kube-apiserver
/// (https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/).
[[nodiscard]] std::vector<std::string> api_server_flags(const Publication& publication);

/// `aws iam create-open-id-connect-provider ...`.
[[nodiscard]] std::string provider_command(const Publication& publication, const StepOptions& options);

/// The commands that publish the files, when the issuer is on S3; else empty.
[[nodiscard]] std::vector<std::string> upload_commands(const Publication& publication, const StepOptions& options);

/// Everything, in order: publish, see it from outside, register, start the API server, check; with next keys what comes
/// after.
[[nodiscard]] std::vector<Step> steps(const Publication& publication, const StepOptions& options);

}  // namespace core::oidc
