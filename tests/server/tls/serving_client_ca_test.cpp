#include "server/tls/files_source.hpp"
#include "server/tls/serving.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>

namespace server::tls {
namespace {

using certs::testing::a_ca;
using certs::testing::a_leaf;
using certs::testing::Folder;
using certs::testing::now;
using std::chrono::days;
using ::testing::HasSubstr;
using ::testing::Not;

class ServingClientCa : public ::testing::Test {
protected:
    ServingClientCa() {
        const auto pair = a_leaf(a_ca());
        folder.write("tls.crt", pair.certificate_pem);
        folder.write("tls.key", pair.key_pem);
        write(first_ca);
    }
    static std::string ca_for(int lifetime_days) {
        return issue_ca(certs::testing::request("clients", lifetime_days)).value().certificate_pem;
    }
    void write(const std::string& pem) const { folder.write("clients.crt", pem); }
    [[nodiscard]] ServingOptions options() const {
        ServingOptions options;
        options.client_ca_file = folder.file("clients.crt");
        options.now = [this] { return time_now; };
        return options;
    }
    [[nodiscard]] std::unique_ptr<KeySource> files() const {
        return std::make_unique<FilesSource>(folder.file("tls.crt"), folder.file("tls.key"), "");
    }
    /// How many CAs a handshake with this context names.
    [[nodiscard]] static int named(const ssl_ctx_st& context) {
        return sk_X509_NAME_num(SSL_CTX_get_client_CA_list(&context));
    }

    Folder folder;
    std::chrono::system_clock::time_point time_now = now;
    std::string first_ca = ca_for(30);
    telemetry::Metrics metrics;
    telemetry::Readiness readiness;
};

TEST_F(ServingClientCa, is_demanded_and_reread) {
    Serving serving(files(), options(), metrics, readiness);
    const auto before = serving.context().current();
    EXPECT_EQ(SSL_CTX_get_verify_mode(before.get()), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    EXPECT_EQ(named(*before), 1);
    serving.refresh();
    EXPECT_EQ(serving.context().current(), before) << "nothing changed, nothing is published";
    write(first_ca + issue_ca(certs::testing::request("more", 60)).value().certificate_pem);
    serving.refresh();
    EXPECT_EQ(named(*serving.context().current()), 2);
    EXPECT_EQ(named(*before), 1) << "running connections keep theirs";
    EXPECT_THAT(readiness.verbose(), HasSubstr("[+]client_ca ok\n"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_loads_total{certificate=\"client_ca\",result=\"ok\"} 2"));
    EXPECT_THAT(metrics.serialize(), HasSubstr("client_ca_expiry_timestamp_seconds 1805184000"));
}

TEST_F(ServingClientCa, a_bad_file_never_replaces_a_good_one) {
    Serving serving(files(), options(), metrics, readiness);
    const auto good = serving.context().current();
    auto old = certs::testing::request("old", 1);
    old.now = now - days(9);
    const std::pair<std::string, const char*> bad[] = {
        {"", "is empty"},
        {"no PEM at all", "holds no certificate"},
        {first_ca.substr(0, 200), "incomplete"},
        {issue_ca(old).value().certificate_pem, "every CA in it has expired"},
    };
    for (const auto& [pem, words] : bad) {
        write(pem);
        serving.refresh();
        EXPECT_THAT(readiness.verbose(), Not(HasSubstr(words))) << "one look is no proof";
        serving.refresh();
        EXPECT_EQ(serving.context().current(), good) << words;
        EXPECT_TRUE(readiness.is_ready());
        EXPECT_THAT(
            readiness.verbose(),
            HasSubstr("[+]client_ca ok: the offered client CA cannot be used, the last good one stays in use: " +
                      folder.file("clients.crt")));
        EXPECT_THAT(readiness.verbose(), HasSubstr(words));
        EXPECT_THAT(readiness.verbose(), HasSubstr("[+]certificate ok\n")) << "the other one is not to blame";
        EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_up_to_date{certificate=\"client_ca\"} 0"));
        EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_up_to_date{certificate=\"server\"} 1"));
        write(first_ca);
        serving.refresh();
        EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_up_to_date{certificate=\"client_ca\"} 1"));
    }
    EXPECT_EQ(serving.context().current(), good);
}

TEST_F(ServingClientCa, outlives_a_new_pair) {
    Serving serving(files(), options(), metrics, readiness);
    const auto pair = a_leaf(a_ca());
    folder.write("tls.crt", pair.certificate_pem);
    folder.write("tls.key", pair.key_pem);
    const auto before = serving.context().current();
    serving.refresh();
    ASSERT_NE(serving.context().current(), before);
    EXPECT_EQ(SSL_CTX_get_verify_mode(serving.context().current().get()),
              SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    EXPECT_EQ(named(*serving.context().current()), 1);
}

TEST_F(ServingClientCa, is_in_force_with_the_first_pair_that_comes_late) {
    auto late = options();
    late.waits_for_first_pair = true;
    const auto certificate = certs::testing::read(folder.file("tls.crt"));
    folder.write("tls.crt", "");
    Serving serving(files(), late, metrics, readiness);
    write(first_ca + ca_for(60));
    serving.refresh();
    EXPECT_EQ(serving.context().current(), nullptr);
    folder.write("tls.crt", certificate);
    serving.refresh();
    EXPECT_EQ(SSL_CTX_get_verify_mode(serving.context().current().get()),
              SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
}

TEST_F(ServingClientCa, a_bad_first_file_ends_the_start) {
    write("");
    try {
        const Serving serving(files(), options(), metrics, readiness);
        ADD_FAILURE() << "was accepted";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), "the client CA cannot be used: " + folder.file("clients.crt") + ": is empty");
    }
}

TEST_F(ServingClientCa, when_all_of_them_have_expired_it_is_not_ready) {
    Serving serving(files(), options(), metrics, readiness);
    time_now = now + days(30);
    serving.refresh();
    EXPECT_THAT(readiness.first_failure(),
                HasSubstr("client_ca: every client CA in use has expired, the last one at 2027-02-14T08:00:00Z"));
    auto fresh = certs::testing::request("clients", 30);
    fresh.now = time_now;
    write(issue_ca(fresh).value().certificate_pem);
    serving.refresh();
    EXPECT_TRUE(readiness.is_ready());
}

TEST_F(ServingClientCa, nothing_of_it_is_there_without_the_flag) {
    auto without = options();
    without.client_ca_file.clear();
    const Serving serving(files(), without, metrics, readiness);
    EXPECT_THAT(readiness.verbose(), Not(HasSubstr("client_ca")));
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("client_ca\"")));
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("client_ca_expiry")));
}

}  // namespace
}  // namespace server::tls
