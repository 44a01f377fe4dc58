#include "tests/certs/made.hpp"
#include "tests/server/tls/serving_fixture.hpp"

#include <filesystem>

namespace server::tls {
namespace {

using ::testing::HasSubstr;

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

}  // namespace
}  // namespace server::tls
