#include "certs/openssl.hpp"
#include "tests/certs/made.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace certs {
namespace {

using testing::a_ca;
using testing::a_leaf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::now;
using testing::parsed;
using testing::request;

/// What a TLS client does: X509_V_OK or why the chain is refused.
int verified(const std::string& leaf_pem, const std::string& ca_pem, const char* host,
             const std::string& middle_pem = {}) {
    const auto leaf = parsed(leaf_pem);
    const auto ca = parsed(ca_pem);
    const std::unique_ptr<X509_STORE, Free<X509_STORE_free>> store(X509_STORE_new());
    X509_STORE_add_cert(store.get(), ca.get());
    const std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); })>
        middle(sk_X509_new_null());
    if (!middle_pem.empty()) sk_X509_push(middle.get(), parsed(middle_pem).release());
    const std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), middle.get());
    auto* parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(parameters, std::chrono::system_clock::to_time_t(now));
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set1_host(parameters, host, 0);
    X509_verify_cert(context.get());
    return X509_STORE_CTX_get_error(context.get());
}

int critical(const Certificate& certificate, int kind) {
    const int at = X509_get_ext_by_NID(certificate.get(), kind, -1);
    return at < 0 ? -1 : X509_EXTENSION_get_critical(X509_get_ext(certificate.get(), at));
}

TEST(Issue, a_leaf_verifies_under_its_ca_and_under_no_other) {
    const auto ca = a_ca();
    const auto leaf = a_leaf(ca);
    EXPECT_EQ(verified(leaf.certificate_pem, ca.certificate_pem, "localhost"), X509_V_OK);
    EXPECT_EQ(verified(leaf.certificate_pem, ca.certificate_pem, "elsewhere"), X509_V_ERR_HOSTNAME_MISMATCH);
    EXPECT_NE(verified(leaf.certificate_pem, a_ca().certificate_pem, "localhost"), X509_V_OK);
}

TEST(Issue, the_facts_are_those_of_the_request) {
    const auto ca = a_ca();
    auto wanted = request("localhost");
    wanted.dns_names = {"localhost", "*.team-a.svc"};
    wanted.ip_addresses = {"127.0.0.1", "::1"};
    const auto facts = inspect(issue_leaf(wanted, ca).value().certificate_pem).value();
    EXPECT_EQ(facts.subject, "CN=localhost");
    EXPECT_THAT(facts.dns_names, ElementsAre("localhost", "*.team-a.svc"));
    EXPECT_THAT(facts.ip_addresses, ElementsAre("127.0.0.1", "::1"));
    EXPECT_EQ(facts.not_before, now - std::chrono::minutes(5));
    EXPECT_EQ(facts.not_after, now + std::chrono::days(90));
    EXPECT_FALSE(facts.is_ca);
    EXPECT_TRUE(inspect(ca.certificate_pem).value().is_ca);
}

TEST(Issue, a_ca_signs_leaves_and_nothing_below) {
    const auto ca = parsed(a_ca().certificate_pem);
    EXPECT_EQ(X509_get_pathlen(ca.get()), 0);
    EXPECT_EQ(critical(ca, NID_basic_constraints), 1);
    EXPECT_EQ(critical(ca, NID_key_usage), 1);
    EXPECT_EQ(X509_get_key_usage(ca.get()), static_cast<unsigned>(KU_KEY_CERT_SIGN | KU_CRL_SIGN));
    EXPECT_NE(X509_get0_subject_key_id(ca.get()), nullptr);
}

TEST(Issue, a_leaf_is_for_servers_and_names_the_key_of_its_ca) {
    const auto ca = a_ca();
    const auto leaf = parsed(a_leaf(ca).certificate_pem);
    EXPECT_EQ(X509_get_key_usage(leaf.get()), static_cast<unsigned>(KU_DIGITAL_SIGNATURE));
    EXPECT_EQ(X509_get_extended_key_usage(leaf.get()), static_cast<unsigned>(XKU_SSL_SERVER));
    ASSERT_NE(X509_get0_authority_key_id(leaf.get()), nullptr);
    EXPECT_EQ(ASN1_STRING_cmp(X509_get0_authority_key_id(leaf.get()),
                              X509_get0_subject_key_id(parsed(ca.certificate_pem).get())),
              0);
    EXPECT_EQ(X509_get_signature_nid(leaf.get()), NID_ecdsa_with_SHA256);
    EXPECT_EQ(X509_get_version(leaf.get()), X509_VERSION_3);
}

TEST(Issue, the_names_are_critical_only_without_a_subject) {
    const auto ca = a_ca();
    EXPECT_EQ(critical(parsed(a_leaf(ca).certificate_pem), NID_subject_alt_name), 0);
    const auto nameless = issue_leaf(request(""), ca).value().certificate_pem;
    EXPECT_EQ(critical(parsed(nameless), NID_subject_alt_name), 1);
    EXPECT_EQ(verified(nameless, ca.certificate_pem, "localhost"), X509_V_OK);
}

TEST(Issue, serial_numbers_are_long_and_random) {
    const auto ca = a_ca();
    std::set<std::string> seen;
    for (int i = 0; i < 16; ++i) {
        const auto leaf = parsed(a_leaf(ca).certificate_pem);
        const BigNumber serial(ASN1_INTEGER_to_BN(X509_get0_serialNumber(leaf.get()), nullptr));
        EXPECT_GE(BN_num_bits(serial.get()), 127);
        EXPECT_LE(BN_num_bits(serial.get()), 159);
        EXPECT_FALSE(BN_is_negative(serial.get()));
        const std::unique_ptr<char, decltype([](char* text) { OPENSSL_free(text); })> text(BN_bn2hex(serial.get()));
        seen.insert(text.get());
    }
    EXPECT_EQ(seen.size(), 16U);
}

TEST(Issue, a_leaf_does_not_outlive_its_ca) {
    const auto ca = issue_ca(request("short", 10)).value();
    EXPECT_EQ(inspect(a_leaf(ca).certificate_pem).value().not_after, now + std::chrono::days(10));
    auto late = request("localhost");
    late.now = now + std::chrono::days(10);
    EXPECT_THAT(issue_leaf(late, ca).error().detail,
                HasSubstr("the CA cannot sign: it expired at 2027-01-25T08:00:00Z"));
}

TEST(Issue, a_foreign_chain_comes_with_the_leaf_but_not_its_root) {
    // A root of no pathlen signs a CA in the middle, as companies have it.
    const auto root_key = testing::key_of("EC", "P-256");
    const auto root_pem = testing::self_signed(root_key, now - std::chrono::hours(1));
    const auto middle = a_ca();
    const auto certificate = parsed(middle.certificate_pem);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(parsed(root_pem).get()));
    const Extension old(
        X509_delete_ext(certificate.get(), X509_get_ext_by_NID(certificate.get(), NID_authority_key_identifier, -1)));
    X509_sign(certificate.get(), root_key.get(), EVP_sha256());
    const Bio memory(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(memory.get(), certificate.get());
    const auto leaf = issue_leaf(request("localhost"), {written(memory) + root_pem, middle.key_pem}).value();
    EXPECT_TRUE(leaf.certificate_pem.ends_with(written(memory)));
    EXPECT_EQ(inspect(leaf.certificate_pem).value().subject, "CN=localhost");
}

struct Refused {
    const char* name;
    void (*change)(Request&);
    const char* why;
};

class IssueRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(IssueRefuses, with_the_reason) {
    auto wanted = request("localhost");
    GetParam().change(wanted);
    const auto leaf = issue_leaf(wanted, a_ca());
    ASSERT_FALSE(leaf);
    EXPECT_THAT(leaf.error().detail, HasSubstr(GetParam().why));
    EXPECT_EQ(ERR_peek_error(), 0U) << "the error queue must be empty afterwards";
}

INSTANTIATE_TEST_SUITE_P(
    Issue, IssueRefuses,
    ::testing::Values(
        Refused{"no_name", [](Request& r) { r.dns_names.clear(); }, "a leaf needs a DNS name or an IP address"},
        Refused{"zero_days", [](Request& r) { r.lifetime_days = 0; }, "0 days is outside 1..36500"},
        Refused{"too_many_days", [](Request& r) { r.lifetime_days = 36'501; }, "outside 1..36500"},
        Refused{"comma", [](Request& r) { r.dns_names = {"a.example,IP:10.0.0.1"}; }, "is not a DNS name"},
        Refused{"upper_case", [](Request& r) { r.dns_names = {"Localhost"}; }, "`Localhost` is not a DNS name"},
        Refused{"star_inside", [](Request& r) { r.dns_names = {"a.*.svc"}; }, "`a.*.svc` is not a DNS name"},
        Refused{"long_label", [](Request& r) { r.dns_names = {std::string(64, 'a')}; }, "is not a DNS name"},
        Refused{"empty_label", [](Request& r) { r.dns_names = {"a..b"}; }, "is not a DNS name"},
        Refused{"address", [](Request& r) { r.ip_addresses = {"10.0.0.256"}; }, "`10.0.0.256` is not an IP address"},
        Refused{"long_subject", [](Request& r) { r.common_name = std::string(65, 'a'); }, "longer than 64 bytes"}),
    [](const auto& info) { return info.param.name; });

TEST(Issue, what_is_no_ca_signs_nothing) {
    const auto ca = a_ca();
    EXPECT_THAT(issue_leaf(request("localhost"), a_leaf(ca)).error().detail, HasSubstr("is not that of a CA"));
    EXPECT_THAT(issue_leaf(request("localhost"), {ca.certificate_pem, a_ca().key_pem}).error().detail,
                HasSubstr("its certificate and key do not belong together"));
    EXPECT_THAT(issue_leaf(request("localhost"), {"", ""}).error().detail, HasSubstr("holds no certificate"));
    EXPECT_THAT(issue_ca(request("")).error().detail, HasSubstr("a CA needs a common name"));
}

TEST(Inspect, only_certificates_are_passed_on) {
    const auto ca = a_ca();
    const auto leaf = a_leaf(ca);
    EXPECT_EQ(certificates_of(leaf.key_pem + leaf.certificate_pem + ca.key_pem + ca.certificate_pem).value(),
              leaf.certificate_pem + ca.certificate_pem);
}

TEST(Inspect, a_date_beyond_the_clock_is_the_last_one_that_it_counts) {
    std::ifstream file(TESTDATA "/../fuzz/corpus/certificate/valid_for_1100_years");  // the clock ends in 2262
    const std::string pem{std::istreambuf_iterator<char>(file), {}};
    const auto facts = inspect(pem);
    ASSERT_TRUE(facts) << facts.error().detail;
    EXPECT_GT(facts->not_after, facts->not_before + std::chrono::years(200));
}

}  // namespace
}  // namespace certs
