#include "server/cli/issue_certificate.hpp"

#include "certs/certificate.hpp"
#include "core/text/base64.hpp"
#include "server/cli/flags.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include <sys/stat.h>

namespace server::cli {
namespace {

using certs::testing::Folder;
using certs::testing::read;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class IssueCertificate : public ::testing::Test {
protected:
    /// The exit code, wrong use included; what was printed is in `printed` and `complaint`.
    int run(std::vector<std::string> arguments) {
        CLI::App app;
        int exit_code = -1;
        add_issue_certificate(app, exit_code);
        arguments.insert(arguments.begin(), "issue-certificate");
        std::ranges::reverse(arguments);  // as CLI11 wants them
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        try {
            app.parse(arguments);
        } catch (const WrongUse& error) {
            std::cerr << error.what();
            exit_code = 2;
        } catch (const CLI::ParseError&) {
            exit_code = 2;
        }
        printed = ::testing::internal::GetCapturedStdout();
        complaint = ::testing::internal::GetCapturedStderr();
        return exit_code;
    }
    int run_here(std::vector<std::string> arguments = {}) {
        arguments.insert(arguments.end(), {"--out", folder.file("out")});
        return run(std::move(arguments));
    }
    [[nodiscard]] std::string made(const std::string& name) const { return read(folder.file("out/" + name)); }
    [[nodiscard]] fs::perms permissions(const std::string& name) const {
        return fs::status(folder.file("out/" + name)).permissions();
    }
    /// What is in the folder, a line each.
    [[nodiscard]] std::string everything() const {
        std::string all;
        for (const char* name : {"tls.crt", "tls.key", "ca.crt", "ca.key"}) all += made(name) + "--\n";
        return all;
    }

    Folder folder;
    std::string printed;
    std::string complaint;
};

TEST_F(IssueCertificate, makes_a_pair_that_serve_takes_for_the_names_of_the_service) {
    ASSERT_EQ(run_here(), 0) << complaint;
    const auto pair = certs::load_key_pair(folder.file("out/tls.crt"), folder.file("out/tls.key"),
                                           {.now = std::chrono::system_clock::now()});
    ASSERT_TRUE(pair) << pair.error().detail;
    const auto facts = certs::inspect(pair->certificate_pem).value();
    EXPECT_THAT(facts.dns_names, ElementsAre("profile-iam-webhook.profile-iam-system.svc",
                                             "profile-iam-webhook.profile-iam-system.svc.cluster.local",
                                             "profile-iam-webhook.profile-iam-system"));
    EXPECT_EQ(facts.not_after - facts.not_before, std::chrono::days(90) + std::chrono::minutes(5));
    EXPECT_TRUE(certs::inspect(made("ca.crt")).value().is_ca);
}

TEST_F(IssueCertificate, takes_names_addresses_and_lifetimes) {
    ASSERT_EQ(run_here({"--service", "ns/name", "--dns", "a.example,b.example", "--dns", "c.example,name.ns.svc",
                        "--ip", "10.0.0.1,::1", "--days", "825", "--ca-days", "1000"}),
              0)
        << complaint;
    const auto facts = certs::inspect(made("tls.crt")).value();
    EXPECT_THAT(facts.dns_names, ElementsAre("name.ns.svc", "name.ns.svc.cluster.local", "name.ns", "a.example",
                                             "b.example", "c.example"));
    EXPECT_THAT(facts.ip_addresses, ElementsAre("10.0.0.1", "::1"));
    EXPECT_EQ(facts.not_after - facts.not_before, std::chrono::days(825) + std::chrono::minutes(5));
    const auto ca = certs::inspect(made("ca.crt")).value();
    EXPECT_EQ(ca.not_after - ca.not_before, std::chrono::days(1000) + std::chrono::minutes(5));
}

TEST_F(IssueCertificate, a_service_name_too_long_for_a_subject_is_still_a_name) {
    const std::string label(63, 'a');
    ASSERT_EQ(run_here({"--service", label + "/" + label}), 0) << complaint;
    const auto facts = certs::inspect(made("tls.crt")).value();
    EXPECT_EQ(facts.subject, "");
    EXPECT_EQ(facts.dns_names.at(0), label + "." + label + ".svc");
}

TEST_F(IssueCertificate, keys_are_for_their_owner_alone) {
    ASSERT_EQ(run_here(), 0);
    EXPECT_EQ(permissions("tls.key"), fs::perms{0600});
    EXPECT_EQ(permissions("ca.key"), fs::perms{0600});
    EXPECT_EQ(permissions("tls.crt"), fs::perms{0644});
    EXPECT_EQ(permissions("ca.crt"), fs::perms{0644});
    ASSERT_EQ(chmod(folder.file("out/tls.key").c_str(), 0666), 0);
    ASSERT_EQ(run_here({"--force"}), 0);
    EXPECT_EQ(permissions("tls.key"), fs::perms{0600});
}

TEST_F(IssueCertificate, no_umask_opens_or_closes_what_is_made) {
    for (const mode_t mask : {mode_t{0}, mode_t{0777}, mode_t{077}}) {
        const auto before = umask(mask);
        const int exit_code = run({"--out", folder.file("deep/out"), "--force"});
        umask(before);
        ASSERT_EQ(exit_code, 0) << complaint;
        const auto permissions_of = [&](const char* name) {
            return fs::status(folder.file(std::string("deep/") + name)).permissions();
        };
        EXPECT_EQ(permissions_of("out/tls.key"), fs::perms{0600});
        EXPECT_EQ(permissions_of("out/ca.key"), fs::perms{0600});
        EXPECT_EQ(permissions_of("out/tls.crt"), fs::perms{0644});
        EXPECT_EQ(permissions_of("out"), fs::perms{0755});
        EXPECT_EQ(permissions_of(""), fs::perms{0755});
        fs::remove_all(folder.file("deep"));
    }
}

TEST_F(IssueCertificate, says_what_to_do_with_it) {
    ASSERT_EQ(run_here(), 0);
    std::string bundle;
    core::text::append_base64(bundle, made("ca.crt"));
    EXPECT_THAT(printed, HasSubstr("caBundle: " + bundle + "\n"));
    EXPECT_THAT(printed,
                HasSubstr("kubectl --namespace profile-iam-system create secret tls profile-iam-webhook-tls --cert=" +
                          folder.file("out/tls.crt") + " --key=" + folder.file("out/tls.key") +
                          " --dry-run=client --output=yaml | kubectl apply --filename=-\n"));
    EXPECT_THAT(printed, HasSubstr("serve --tls-cert=" + folder.file("out/tls.crt") + " --tls-key=" +
                                   folder.file("out/tls.key") + " --service=profile-iam-system/profile-iam-webhook "));
    EXPECT_THAT(printed,
                HasSubstr("issue-certificate --service=profile-iam-system/profile-iam-webhook --days=90 --ca-cert=" +
                          folder.file("out/ca.crt") + " --ca-key=" + folder.file("out/ca.key") +
                          " --out=" + folder.file("out") + " --force\n"));
    for (const char* name : {"tls.crt", "tls.key", "ca.crt", "ca.key"})
        EXPECT_THAT(printed, HasSubstr("wrote " + folder.file(std::string("out/") + name)));
    EXPECT_THAT(printed, HasSubstr("the certificate expires at 2"));
    EXPECT_THAT(printed, ::testing::Not(HasSubstr("PRIVATE KEY")));
}

TEST_F(IssueCertificate, overwrites_nothing_without_force) {
    ASSERT_EQ(run_here(), 0);
    const auto before = everything();
    EXPECT_EQ(run_here(), 1);
    EXPECT_THAT(complaint, HasSubstr("out/tls.crt exists already; nothing was written"));
    EXPECT_EQ(everything(), before);
    for (const char* name : {"tls.crt", "tls.key", "ca.crt"}) fs::remove(folder.file(std::string("out/") + name));
    EXPECT_EQ(run_here(), 1) << "the last file of four is in the way";
    EXPECT_FALSE(fs::exists(folder.file("out/tls.crt")));
    EXPECT_EQ(run_here({"--force"}), 0);
    EXPECT_NE(everything(), before);
}

TEST_F(IssueCertificate, a_failure_on_the_way_changes_nothing_and_leaves_nothing_behind) {
    ASSERT_EQ(run_here(), 0);
    const auto file = folder.write("file", "");
    EXPECT_EQ(run({"--out", file}), 1);
    EXPECT_EQ(run({"--out", file + "/below"}), 1);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.file("out")), {}), 4) << "no temporary file stays";
}

TEST_F(IssueCertificate, signs_with_a_ca_that_is_there) {
    ASSERT_EQ(run_here(), 0);
    const auto ca = made("ca.crt");
    const auto leaf = made("tls.crt");
    const auto ca_flags =
        std::vector<std::string>{"--ca-cert", folder.file("out/ca.crt"), "--ca-key", folder.file("out/ca.key")};
    ASSERT_EQ(run({"--out", folder.file("next"), "--ca-cert", ca_flags[1], "--ca-key", ca_flags[3]}), 0) << complaint;
    EXPECT_EQ(read(folder.file("next/ca.crt")), ca);
    EXPECT_FALSE(fs::exists(folder.file("next/ca.key")));
    EXPECT_NE(read(folder.file("next/tls.crt")), leaf);
    fs::remove(folder.file("out/tls.crt"));
    fs::remove(folder.file("out/tls.key"));
    EXPECT_EQ(run_here(ca_flags), 0) << "ca.crt is there already, and right: " << complaint;
    EXPECT_EQ(made("ca.crt"), ca);
}

TEST_F(IssueCertificate, the_key_in_a_ca_file_is_not_passed_on) {
    ASSERT_EQ(run_here(), 0);
    const auto both = folder.write("both.pem", made("ca.key") + made("ca.crt"));
    ASSERT_EQ(run({"--out", folder.file("next"), "--ca-cert", both, "--ca-key", both}), 0) << complaint;
    EXPECT_EQ(read(folder.file("next/ca.crt")), made("ca.crt"));
}

TEST_F(IssueCertificate, a_ca_that_cannot_sign_fails_and_names_the_reason) {
    ASSERT_EQ(run_here(), 0);
    const auto out = [&](const char* name) { return folder.file(std::string("out/") + name); };
    EXPECT_EQ(run({"--out", folder.file("next"), "--ca-cert", out("tls.crt"), "--ca-key", out("tls.key")}), 1);
    EXPECT_THAT(complaint, HasSubstr("the CA cannot sign: the certificate is not that of a CA"));
    EXPECT_EQ(run({"--out", folder.file("next"), "--ca-cert", out("ca.crt"), "--ca-key", out("tls.key")}), 1);
    EXPECT_THAT(complaint, HasSubstr("do not belong together"));
    EXPECT_EQ(run({"--out", folder.file("next"), "--ca-cert", out("missing"), "--ca-key", out("tls.key")}), 1);
    EXPECT_THAT(complaint, HasSubstr("out/missing: No such file or directory"));
    EXPECT_FALSE(fs::exists(folder.file("next")));
}

TEST_F(IssueCertificate, wrong_use_is_exit_code_2_and_names_the_flag) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> wrong = {
        {{"--days", "0"}, "--days must be in 1..825"},
        {{"--days", "826"}, "--days must be in 1..825"},
        {{"--ca-days", "0"}, "--ca-days must be in 1..36500"},
        {{"--service", "name"}, "--service must be NAMESPACE/NAME"},
        {{"--service", "ns/name/more"}, "--service must be NAMESPACE/NAME"},
        {{"--service", "/name"}, "--service must be NAMESPACE/NAME"},
        {{"--service", "Ns/name"}, "--service must be NAMESPACE/NAME"},
        {{"--dns", "a b"}, "--dns: `a b` is not a DNS name"},
        {{"--ip", "10.0.0"}, "--ip: `10.0.0` is not an IP address"},
        {{"--ca-cert", "ca.crt"}, "--ca-cert and --ca-key must be given together"},
        {{"--ca-key", "ca.key"}, "--ca-cert and --ca-key must be given together"},
        {{"--ca-cert", "ca.crt", "--ca-key", "ca.key", "--ca-days", "9"}, "--ca-days"},
        {{"--days", "many"}, ""},
        {{"--unknown"}, ""}};
    for (const auto& [arguments, why] : wrong) {
        EXPECT_EQ(run_here(arguments), 2) << arguments.at(0) << printed;
        EXPECT_THAT(complaint, HasSubstr(why));
        EXPECT_FALSE(fs::exists(folder.file("out")));
    }
}

}  // namespace
}  // namespace server::cli
