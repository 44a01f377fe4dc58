#include "server/cli/issue_certificate.hpp"

#include "certs/time_text.hpp"
#include "core/text/base64.hpp"
#include "core/text/shell_word.hpp"
#include "server/cli/flags.hpp"
#include "server/cli/issue_certificate_files.hpp"
#include "server/cli/issue_certificate_options.hpp"

#include <CLI/App.hpp>

#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>

#include <spdlog/fmt/fmt.h>

namespace server::cli {
namespace {

constexpr mode_t for_all = 0644;
constexpr mode_t for_owner = 0600;

template <typename T>
T value_of(certs::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().detail);
    return std::move(*result);
}

certs::KeyPair authority(const IssueCertificateOptions& options, std::chrono::system_clock::time_point now) {
    if (!options.ca_certificate_file.empty())
        return value_of(certs::load_key_pair(options.ca_certificate_file, options.ca_key_file, {.now = now}));
    certs::Request request;
    request.common_name = "profile-iam-webhook CA";
    request.lifetime_days = options.ca_days;
    request.now = now;
    return value_of(certs::issue_ca(request));
}

std::vector<OutputFile> plan(const IssueCertificateOptions& options, const certs::KeyPair& ca,
                             const certs::KeyPair& leaf) {
    const auto path = [&](const char* name) { return (std::filesystem::path(options.folder) / name).string(); };
    std::vector<OutputFile> files = {
        {path("tls.crt"), leaf.certificate_pem, for_all, "the certificate"},
        {path("tls.key"), leaf.key_pem, for_owner, "its private key, readable by you alone"},
        {path("ca.crt"), value_of(certs::certificates_of(ca.certificate_pem)), for_all, "the CA that signed it"}};
    if (options.ca_key_file.empty())
        files.push_back(
            {path("ca.key"), ca.key_pem, for_owner, "the CA's private key; it does not belong in the cluster"});
    return files;
}

std::string joined(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) line.append(line.empty() ? "" : ", ").append(word);
    return line;
}

/// The same once more, signed by the same CA: the caBundle stays as it is.
std::string renewal(const IssueCertificateOptions& options, const std::vector<OutputFile>& files) {
    const bool is_new_ca = options.ca_certificate_file.empty();
    std::string command = "profile-iam-webhook issue-certificate --service=" + options.service;
    for (const auto& name : options.dns_names) command += " --dns=" + core::text::shell_word(name);
    for (const auto& address : options.ip_addresses) command += " --ip=" + address;
    command += fmt::format(" --days={}", options.days);
    command += " --ca-cert=" + core::text::shell_word(is_new_ca ? files.at(2).path : options.ca_certificate_file);
    command += " --ca-key=" + core::text::shell_word(is_new_ca ? files.at(3).path : options.ca_key_file);
    return command + " --out=" + core::text::shell_word(options.folder) + " --force";
}

void print_uses(const IssueCertificateOptions& options, const std::vector<OutputFile>& files) {
    const auto certificate = core::text::shell_word(files.at(0).path);
    const auto key = core::text::shell_word(files.at(1).path);
    std::string bundle;
    core::text::append_base64(bundle, files.at(2).bytes);
    std::cout << fmt::format(
        "\nTo serve with it (a running webhook takes the new files by itself):\n"
        "  profile-iam-webhook serve --tls-cert={0} --tls-key={1} --service={2} ...\n",
        certificate, key, options.service);
    std::cout << fmt::format(
        "\nAs a Secret of type kubernetes.io/tls, now and after each renewal:\n"
        "  kubectl --namespace {0} create secret tls {1}-tls --cert={2} --key={3} --dry-run=client --output=yaml | "
        "kubectl apply --filename=-\n",
        options.service_namespace(), options.service_name(), certificate, key);
    std::cout << "\nIn the MutatingWebhookConfiguration, for each webhook's clientConfig:\n  caBundle: " << bundle
              << '\n';
    std::cout << "\nTo renew it with the same CA, so that the caBundle stays:\n  " << renewal(options, files) << '\n';
}

void print(const IssueCertificateOptions& options, const std::vector<OutputFile>& files) {
    const auto leaf = value_of(certs::inspect(files.at(0).bytes));
    const auto ca = value_of(certs::inspect(files.at(2).bytes));
    for (const auto& file : files) std::cout << fmt::format("wrote {}: {}\n", file.path, file.what);
    auto names = leaf.dns_names;
    names.insert(names.end(), leaf.ip_addresses.begin(), leaf.ip_addresses.end());
    std::cout << "\nfor " << joined(names) << '\n';
    std::cout << fmt::format("the certificate expires at {}, the CA at {}\n", certs::to_text(leaf.not_after),
                             certs::to_text(ca.not_after));
    if (leaf.not_after == ca.not_after) std::cout << "(the certificate cannot outlive its CA)\n";
    print_uses(options, files);
}

int run(const IssueCertificateOptions& options) {
    check(options);
    try {
        const auto now = std::chrono::system_clock::now();
        const auto ca = authority(options, now);
        const auto leaf = value_of(certs::issue_leaf(leaf_request(options, now), ca));
        const auto files = plan(options, ca, leaf);
        write_files(options.folder, files, options.force);
        print(options, files);
    } catch (const std::exception& failure) {
        std::cerr << "issue-certificate: " << failure.what() << '\n';
        return 1;
    }
    return 0;
}

}  // namespace

void add_issue_certificate(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("issue-certificate", "Make a CA and a certificate for the webhook's Service");
    const auto options = std::make_shared<IssueCertificateOptions>();
    const auto text = [&](const char* flag, auto& value, const char* help, const char* placeholder) {
        return command->add_option(flag, value, help)->type_name(placeholder);
    };
    const auto list = [&](const char* flag, auto& value, const char* help, const char* placeholder) {
        text(flag, value, help, placeholder)->delimiter(',')->allow_extra_args(false)->take_all();
    };
    text("--service", options->service, "The Service that kube-apiserver calls", "NAMESPACE/NAME")
        ->capture_default_str();
    list("--dns", options->dns_names, "More DNS names; comma-separated, may be repeated", "NAME,...");
    list("--ip", options->ip_addresses, "More IP addresses; comma-separated, may be repeated", "ADDRESS,...");
    text("--days", options->days, "How long the certificate is valid, 1..825", "DAYS")->capture_default_str();
    auto* ca_days =
        text("--ca-days", options->ca_days, "How long a new CA is valid, 1..36500", "DAYS")->capture_default_str();
    auto* ca = text("--ca-cert", options->ca_certificate_file, "Sign with this CA in place of a new one, PEM", "FILE");
    text("--ca-key", options->ca_key_file, "Its private key, PEM", "FILE");
    text("--out", options->folder, "Where tls.crt, tls.key, ca.crt and ca.key go", "FOLDER")->capture_default_str();
    command->add_flag("--force", options->force, "Replace files that exist");
    command->callback([options, ca_days, ca, &exit_code] {
        if (ca_days->count() != 0 && ca->count() != 0) throw WrongUse("--ca-days: the CA of --ca-cert is made already");
        exit_code = run(*options);
    });
}

}  // namespace server::cli
