#include "core/oidc/steps.hpp"

#include "core/oidc/https_url.hpp"
#include "core/oidc/s3_location.hpp"
#include "core/text/shell_word.hpp"

#include <utility>

namespace core::oidc {
namespace {

using text::shell_word;

std::optional<S3Location> bucket_of(const Publication& publication) {
    const auto url = decode_https_url(publication.documents.discovery.issuer);
    return url ? s3_location(*url) : std::nullopt;
}

std::string file_of(const StepOptions& options, const std::string& path) {
    return options.folder.ends_with('/') ? options.folder + path : options.folder + "/" + path;
}

std::string upload(const S3Location& bucket, const StepOptions& options, const std::string& path) {
    const std::string key = bucket.prefix.empty() ? path : bucket.prefix + "/" + path;
    return "aws s3 cp --content-type application/json " +
           (bucket.region.empty() ? "" : "--region " + shell_word(bucket.region) + " ") +
           shell_word(file_of(options, path)) + " " + shell_word("s3://" + bucket.bucket + "/" + key);
}

Step publish_step(const Publication& publication, const StepOptions& options) {
    const Discovery& discovery = publication.documents.discovery;
    Step step{.title = "Publish both files, readable by everybody, over HTTPS with a certificate of a public CA",
              .commands = upload_commands(publication, options)};
    if (step.commands.empty()) {
        step.notes = {file_of(options, publication.key_set_path) + " belongs at " + discovery.key_set_url,
                      file_of(options, publication.discovery_path) + " belongs at " + discovery_url(discovery.issuer),
                      "Content-Type: application/json; no redirect, no login."};
    } else {
        step.notes = {
            "The bucket's policy must let everybody (Principal *) do s3:GetObject on these two objects, and its Block "
            "Public Access must allow such a policy; nothing else in it needs to be public."};
    }
    return step;
}

Step look_step(const Publication& publication) {
    const Discovery& discovery = publication.documents.discovery;
    return {.title = "See them as STS does, from outside your network",
            .commands = {"curl --fail --silent --show-error " + shell_word(discovery_url(discovery.issuer)),
                         "curl --fail --silent --show-error " + shell_word(discovery.key_set_url)}};
}

Step provider_step(const Publication& publication, const StepOptions& options) {
    return {.title = "Register the issuer in IAM: once for each account, not for a rotation of keys",
            .commands = {provider_command(publication, options)},
            .notes = {"A thumbprint list is optional: IAM fetches one itself, and AWS verifies the endpoint by its own "
                      "library of public CAs; only a certificate of no public CA needs --thumbprint-list."}};
}

Step api_server_step(const Publication& publication) {
    Step step{.title = "Start every kube-apiserver with", .commands = api_server_flags(publication)};
    step.notes = {
        "--service-account-signing-key-file (the private key) and --service-account-key-file (public keys, repeated) "
        "stay as they are; the signer's public key must be among the latter.",
        "--api-audiences is not needed: it defaults to all issuers. If it is set, keep its values; sts.amazonaws.com "
        "does not belong there, since tokens for AWS are requested with that audience and are none for the API server.",
    };
    if (!publication.previous_issuer.empty()) {
        step.notes.emplace_back(
            "New tokens carry the first issuer; the second one keeps those of the old issuer valid. Take it away when "
            "the last of them is over: kubelets renew them at 80 % of their life, but a client that reads its token "
            "only once may hold it for up to a year.");
    }
    return step;
}

Step check_step(const Publication& publication, const StepOptions& options) {
    std::string command = "profile-iam-webhook oidc check --published=" + shell_word(options.folder) +
                          " --kubeconfig=FILE";
    if (!publication.next_keys.empty()) {  // a rotation brings in one key
        command += " --next-kid=" + shell_word(publication.next_keys.front().id);
    }
    Step step{.title = "Check it", .commands = {std::move(command)}};
    if (!publication.next_keys.empty()) {
        step.notes = {"It says where the rotation stands, and the next step."};
    }
    return step;
}

}  // namespace

std::vector<std::string> upload_commands(const Publication& publication, const StepOptions& options) {
    const auto bucket = bucket_of(publication);
    if (!bucket) {
        return {};
    }
    // The key set first: a discovery document never names one that is not there yet.
    return {upload(*bucket, options, publication.key_set_path), upload(*bucket, options, publication.discovery_path)};
}

std::string provider_command(const Publication& publication, const StepOptions& options) {
    return "aws iam create-open-id-connect-provider --url " + shell_word(publication.documents.discovery.issuer) +
           " --client-id-list " + shell_word(options.audience);
}

std::vector<std::string> api_server_flags(const Publication& publication) {
    const Discovery& discovery = publication.documents.discovery;
    std::vector<std::string> flags{"--service-account-issuer=" + discovery.issuer};
    if (!publication.previous_issuer.empty()) {
        flags.push_back("--service-account-issuer=" + publication.previous_issuer);
    }
    flags.push_back("--service-account-jwks-uri=" + discovery.key_set_url);
    return flags;
}

std::vector<Step> steps(const Publication& publication, const StepOptions& options) {
    return {publish_step(publication, options), look_step(publication), provider_step(publication, options),
            api_server_step(publication), check_step(publication, options)};
}

}  // namespace core::oidc
