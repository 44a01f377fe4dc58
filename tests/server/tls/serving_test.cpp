#include "server/tls/serving.hpp"

#include "certs/openssl.hpp"
#include "server/tls/development_source.hpp"
#include "server/tls/files_source.hpp"
#include "tests/certs/made.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/pem.h>

#include <atomic>
#include <filesystem>

namespace server::tls {
namespace {

using certs::testing::a_ca;
using certs::testing::a_leaf;
using certs::testing::Folder;
using certs::testing::now;
using certs::testing::read;
using std::chrono::days;
using ::testing::HasSubstr;

/// The certificate that a context serves, PEM.
std::string served(Published<ssl_ctx_st>& context) {
    const auto current = context.current();
    const certs::Bio memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), SSL_CTX_get0_certificate(current.get()));
    return certs::written(memory);
}

class ServingTest : public ::testing::Test {
protected:
    [[nodiscard]] ServingOptions options() const {
        ServingOptions options;
        options.now = [this] { return time_now.load(); };
        return options;
    }
    [[nodiscard]] std::unique_ptr<KeySource> from_files() const {
        return std::make_unique<FilesSource>(folder.file("tls.crt"), folder.file("tls.key"), dns_name);
    }
    [[nodiscard]] std::unique_ptr<KeySource> development(const std::string& ca_file) const {
        return std::make_unique<DevelopmentSource>(ca_file, time_now.load());
    }
    [[nodiscard]] std::unique_ptr<KeySource> development() const { return development(folder.file("ca.crt")); }
    void write(const certs::KeyPair& pair) const {
        folder.write("tls.crt", pair.certificate_pem);
        folder.write("tls.key", pair.key_pem);
    }
    [[nodiscard]] std::string refused(ServingOptions options) {
        try {
            const Serving serving(from_files(), std::move(options), metrics, readiness);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        ADD_FAILURE() << "was accepted";
        return {};
    }
    /// Waits for the thread, at most 10 s.
    [[nodiscard]] static bool eventually_serves(Serving& serving, const std::string& pem) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (served(serving.context()) != pem) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::yield();
        }
        return true;
    }

    std::atomic<std::chrono::system_clock::time_point> time_now = now;
    Folder folder;
    std::string dns_name;
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
    certs::KeyPair authority = a_ca();
    certs::KeyPair first_pair = a_leaf(authority);
    certs::KeyPair second_pair = a_leaf(authority, 60);
};

TEST_F(ServingTest, files_are_served_and_ready) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    EXPECT_EQ(served(serving.context()), first_pair.certificate_pem);
    EXPECT_TRUE(readiness.is_ready());
    EXPECT_EQ(serving.development_ca_file(), "");
    EXPECT_THAT(metrics.serialize(), HasSubstr("profile_iam_webhook_certificate_expiry_timestamp_seconds 1807776000"));
}

TEST_F(ServingTest, a_first_pair_that_cannot_be_used_is_said) {
    EXPECT_EQ(refused(options()),
              "the server's certificate cannot be used: " + folder.file("tls.crt") + ": No such file or directory");
    EXPECT_THAT(readiness.first_failure(), HasSubstr("certificate: "));
    write(first_pair);
    auto wrong = options();
    wrong.settings.cipher_suites = {"TLS_WRONG"};
    EXPECT_THAT(refused(wrong), HasSubstr("unknown cipher suite `TLS_WRONG`"));
    EXPECT_FALSE(readiness.is_ready());
}

TEST_F(ServingTest, a_new_pair_is_published_whole_and_the_old_context_lives_on) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    const auto before = serving.context().current();
    serving.refresh();
    EXPECT_EQ(serving.context().current(), before) << "nothing changed, nothing is published";
    write(second_pair);
    serving.refresh();
    EXPECT_NE(serving.context().current(), before);
    EXPECT_EQ(served(serving.context()), second_pair.certificate_pem);
    EXPECT_NE(SSL_CTX_get0_certificate(before.get()), nullptr);
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_expiry_timestamp_seconds 1805184000"));
}

/// A pair that must not be served, and what must be said of it.
struct BadPair {
    const char* name;
    certs::KeyPair pair;
    const char* words;
};

std::vector<BadPair> bad_pairs(const certs::KeyPair& authority, const certs::KeyPair& good) {
    using certs::testing::key_of;
    using certs::testing::pem_of;
    const auto of_key = [](const certs::Key& key) {
        return certs::KeyPair{certs::testing::self_signed(key, now), pem_of(key)};
    };
    auto request = certs::testing::request("localhost", 1);
    const auto leaf_from = [&](std::chrono::system_clock::time_point from) {
        request.now = from;
        return certs::issue_leaf(request, authority).value();
    };
    request.dns_names = {"webhook.other.svc"};
    const auto elsewhere = leaf_from(now);
    request.dns_names = {"localhost"};
    auto old_request = certs::testing::request("localhost", 1);
    old_request.now = now - days(2);
    const auto expired = certs::issue_leaf(old_request, issue_ca(certs::testing::request("CA", 9)).value()).value();
    const auto encrypted_key = key_of("EC", "P-256");
    return {{"mismatch", {certs::testing::a_leaf(authority).certificate_pem, good.key_pem}, "do not belong together"},
            {"half a certificate", {good.certificate_pem.substr(0, 300), good.key_pem}, "tls.crt: "},
            {"half a key", {good.certificate_pem, good.key_pem.substr(0, 100)}, "tls.key: "},
            {"empty", {"", ""}, "tls.crt: is empty"},
            {"expired", expired, "tls.crt: expired at"},
            {"not yet valid", leaf_from(now + days(2)), "tls.crt: not valid before"},
            {"RSA 1024", of_key(key_of("RSA", std::size_t{1024})), "tls.key: the key is RSA of 1024 bits"},
            {"P-521", of_key(key_of("EC", "P-521")), "tls.key: the key is ECDSA on the curve secp521r1"},
            {"Ed25519", of_key(key_of("ED25519")), "tls.key: the key is of type ED25519"},
            {"no SAN of ours", elsewhere, "tls.crt: no DNS SAN covers localhost"},
            {"CA first", {authority.certificate_pem + good.certificate_pem, good.key_pem}, "the leaf must come before"},
            {"encrypted",
             {certs::testing::self_signed(encrypted_key, now), pem_of(encrypted_key, EVP_aes_256_cbc(), "secret")},
             "tls.key: the key is encrypted"}};
}

TEST_F(ServingTest, no_bad_pair_replaces_a_good_one) {
    dns_name = "localhost";
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    const auto good = serving.context().current();
    int reasons = 0;
    for (const auto& bad : bad_pairs(authority, first_pair)) {
        write(bad.pair);
        for (int look = 0; look < 4; ++look) serving.refresh();
        EXPECT_EQ(serving.context().current(), good) << bad.name;
        EXPECT_TRUE(readiness.is_ready()) << bad.name;
        EXPECT_THAT(readiness.verbose(),
                    HasSubstr("[+]certificate ok: the offered certificate cannot be used, the last "
                              "good one stays in use: "))
            << bad.name;
        EXPECT_THAT(readiness.verbose(), HasSubstr(bad.words)) << bad.name;
        EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_up_to_date{certificate=\"server\"} 0")) << bad.name;
        ++reasons;  // each is counted once, not with every look
        EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_loads_total{certificate=\"server\",result=\"error\"} " +
                                                   std::to_string(reasons) + "\n"));
    }
    std::filesystem::remove(folder.file("tls.key"));
    for (int look = 0; look < 2; ++look) serving.refresh();
    EXPECT_EQ(serving.context().current(), good);
    write(second_pair);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), second_pair.certificate_pem);
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_up_to_date{certificate=\"server\"} 1"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_loads_total{certificate=\"server\",result=\"ok\"} 2"));
    EXPECT_THAT(readiness.verbose(), HasSubstr("[+]certificate ok\n"));
}

TEST_F(ServingTest, a_bad_pair_cannot_be_the_first_one) {
    dns_name = "localhost";
    for (const auto& bad : bad_pairs(authority, first_pair)) {
        write(bad.pair);
        EXPECT_THAT(refused(options()), HasSubstr(bad.words)) << bad.name;
    }
}

TEST_F(ServingTest, a_pair_that_is_half_changed_for_a_moment_alarms_nobody) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    folder.write("tls.crt", second_pair.certificate_pem);
    serving.refresh();
    EXPECT_THAT(readiness.verbose(), HasSubstr("[+]certificate ok\n"));
    folder.write("tls.key", second_pair.key_pem);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), second_pair.certificate_pem);
    folder.write("tls.key", first_pair.key_pem);
    serving.refresh();
    folder.write("tls.key", second_pair.key_pem);  // as it was
    serving.refresh();
    folder.write("tls.key", first_pair.key_pem);
    serving.refresh();
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_loads_total{certificate=\"server\",result=\"error\"} 0"));
}

TEST_F(ServingTest, a_bad_pair_that_goes_back_to_the_one_in_use_is_forgotten) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    const auto good = serving.context().current();
    folder.write("tls.crt", "");
    for (int look = 0; look < 2; ++look) serving.refresh();
    EXPECT_THAT(readiness.verbose(), HasSubstr("tls.crt: is empty"));
    write(first_pair);
    serving.refresh();
    EXPECT_EQ(serving.context().current(), good);
    EXPECT_THAT(readiness.verbose(), HasSubstr("[+]certificate ok\n"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_up_to_date{certificate=\"server\"} 1"));
}

TEST_F(ServingTest, a_pair_that_is_not_valid_yet_is_taken_when_its_time_comes) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    auto tomorrow = certs::testing::request("localhost");
    tomorrow.now = now + days(1);
    const auto next = certs::issue_leaf(tomorrow, authority).value();
    write(next);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), first_pair.certificate_pem);
    time_now = now + days(1);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), next.certificate_pem);
}

TEST_F(ServingTest, an_expired_leaf_in_use_is_not_ready_until_a_new_one_comes) {
    write(first_pair);
    Serving serving(from_files(), options(), metrics, readiness);
    time_now = now + days(90);
    serving.refresh();
    EXPECT_EQ(readiness.first_failure(), "certificate: the certificate in use expired at 2027-04-15T08:00:00Z");
    EXPECT_NE(serving.context().current(), nullptr);
    auto later = certs::testing::request("localhost");
    later.now = time_now;
    write(certs::issue_leaf(later, authority).value());
    serving.refresh();
    EXPECT_TRUE(readiness.is_ready());
}

TEST_F(ServingTest, a_source_that_makes_its_pair_while_we_run_is_waited_for) {
    auto patient = options();
    patient.waits_for_first_pair = true;
    Serving serving(from_files(), patient, metrics, readiness);
    EXPECT_EQ(serving.context().current(), nullptr);
    EXPECT_THAT(readiness.first_failure(), HasSubstr("certificate: there is no certificate yet; "));
    EXPECT_THAT(readiness.first_failure(), HasSubstr("No such file or directory"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_up_to_date{certificate=\"server\"} 0"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_loads_total{certificate=\"server\",result=\"error\"} 0"))
        << "waiting is no error";
    write(first_pair);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), first_pair.certificate_pem);
    EXPECT_TRUE(readiness.is_ready());
}

TEST_F(ServingTest, what_the_source_remarks_is_shown) {
    class Remarking : public FilesSource {
    public:
        using FilesSource::FilesSource;
        [[nodiscard]] std::string remark() const override { return "the caBundle is an old one"; }
    };
    write(first_pair);
    const Serving serving(std::make_unique<Remarking>(folder.file("tls.crt"), folder.file("tls.key"), ""), options(),
                          metrics, readiness);
    EXPECT_THAT(readiness.verbose(), HasSubstr("[+]certificate ok: the caBundle is an old one\n"));
}

TEST_F(ServingTest, the_thread_notices_every_way_to_change_a_file) {
    namespace fs = std::filesystem;
    // As the kubelet mounts a Secret: tls.crt -> ..data/tls.crt, ..data -> a folder with a name of its own.
    const auto revision = [&](const std::string& name, const certs::KeyPair& pair) {
        fs::create_directory(folder.file(name));
        folder.write(name + "/tls.crt", pair.certificate_pem);
        folder.write(name + "/tls.key", pair.key_pem);
    };
    revision("..1", first_pair);
    fs::create_symlink("..1", folder.file("..data"));
    fs::create_symlink("..data/tls.crt", folder.file("tls.crt"));
    fs::create_symlink("..data/tls.key", folder.file("tls.key"));
    auto often = options();
    often.poll_interval = std::chrono::milliseconds(1);
    Serving serving(from_files(), often, metrics, readiness);
    serving.start();

    revision("..2", second_pair);
    fs::create_symlink("..2", folder.file("..data_tmp"));
    fs::rename(folder.file("..data_tmp"), folder.file("..data"));
    EXPECT_TRUE(eventually_serves(serving, second_pair.certificate_pem)) << "symlink swap";

    write(first_pair);
    EXPECT_TRUE(eventually_serves(serving, first_pair.certificate_pem)) << "written in place";

    fs::rename(folder.write("new.crt", second_pair.certificate_pem), folder.file("tls.crt"));
    fs::rename(folder.write("new.key", second_pair.key_pem), folder.file("tls.key"));
    EXPECT_TRUE(eventually_serves(serving, second_pair.certificate_pem)) << "renamed";
}

TEST_F(ServingTest, a_development_pair_is_for_this_machine_and_its_ca_is_written) {
    Serving serving(development(), options(), metrics, readiness);
    EXPECT_EQ(serving.development_ca_file(), folder.file("ca.crt"));
    EXPECT_TRUE(readiness.is_ready());
    const auto facts = certs::inspect(served(serving.context())).value();
    EXPECT_THAT(facts.dns_names, ::testing::ElementsAre("localhost"));
    EXPECT_THAT(facts.ip_addresses, ::testing::ElementsAre("127.0.0.1", "::1"));
    const auto ca_pem = read(folder.file("ca.crt"));
    EXPECT_TRUE(certs::inspect(ca_pem).value().is_ca);
    EXPECT_THAT(ca_pem, ::testing::Not(HasSubstr("PRIVATE KEY")));
    EXPECT_EQ(std::filesystem::status(folder.file("ca.crt")).permissions(), std::filesystem::perms{0644});
}

TEST_F(ServingTest, a_temporary_ca_file_goes_with_its_process) {
    std::string file;
    {
        const Serving serving(development(""), options(), metrics, readiness);
        file = serving.development_ca_file();
        EXPECT_TRUE(certs::inspect(read(file)).value().is_ca);
    }
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(file).parent_path()));
}

TEST_F(ServingTest, a_place_where_the_development_ca_cannot_be_written_is_said) {
    try {
        (void)development(folder.file("missing/ca.crt"));
        ADD_FAILURE() << "was accepted";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), "development CA: " + folder.file("missing/ca.crt") + ": No such file or directory");
    }
}

TEST_F(ServingTest, the_development_leaf_is_renewed_at_two_thirds_of_its_life) {
    Serving serving(development(), options(), metrics, readiness);
    const auto first = served(serving.context());
    const auto ca_pem = read(folder.file("ca.crt"));
    time_now = now + days(59);
    serving.refresh();
    EXPECT_EQ(served(serving.context()), first);
    time_now = now + days(60);
    serving.refresh();
    EXPECT_NE(served(serving.context()), first);
    EXPECT_EQ(read(folder.file("ca.crt")), ca_pem) << "clients keep trusting the same CA";
    time_now = now + days(200);  // the machine was asleep
    serving.refresh();
    EXPECT_EQ(certs::inspect(served(serving.context())).value().not_after, now + days(290));
    EXPECT_TRUE(readiness.is_ready());
}

}  // namespace
}  // namespace server::tls
