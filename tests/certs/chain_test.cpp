#include "certs/chain.hpp"
#include "tests/certs/made.hpp"
#include "tests/certs/support.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

namespace certs {
namespace {

using testing::a_ca;
using testing::a_leaf;
using ::testing::ElementsAre;
using testing::key_of;
using testing::now;
using testing::pem_of;
using testing::request;
using testing::self_signed;
using ::testing::StartsWith;

TEST(Chain, certificates_are_split_in_their_order_and_in_one_layout) {
    const auto one = a_ca().certificate_pem;
    const auto other = a_ca().certificate_pem;
    std::string with_crlf = "a comment\n";
    for (const char c : other) with_crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_THAT(split_certificates(one + a_ca().key_pem + with_crlf + one, "a bundle").value(),
                ElementsAre(one, other, one));
}

TEST(Chain, what_cannot_be_split_is_said_with_its_place) {
    const auto pem = a_ca().certificate_pem;
    for (const auto& text : {std::string(), std::string("words"), pem.substr(0, pem.size() / 2), pem + "-----BEG"}) {
        const auto split = split_certificates(text, "a bundle");
        ASSERT_FALSE(split) << text;
        EXPECT_THAT(split.error().detail, StartsWith("a bundle: "));
    }
}

TEST(Chain, a_leaf_is_signed_by_its_ca_and_by_no_other) {
    const auto ca = a_ca();
    const auto leaf = a_leaf(ca);
    EXPECT_TRUE(is_signed_by(leaf.certificate_pem, ca.certificate_pem));
    EXPECT_TRUE(is_signed_by(ca.certificate_pem, ca.certificate_pem)) << "a root signs itself";
    EXPECT_FALSE(is_signed_by(leaf.certificate_pem, a_ca().certificate_pem)) << "of the same name, with another key";
    EXPECT_FALSE(is_signed_by(ca.certificate_pem, leaf.certificate_pem));
    EXPECT_FALSE(is_signed_by(leaf.certificate_pem, leaf.certificate_pem)) << "no CA";
}

TEST(Chain, the_name_alone_signs_nothing) {
    // The same names and dates, no key identifiers: only the signature tells them apart.
    const auto key = key_of("EC", "P-256");
    const auto other = key_of("EC", "P-256");
    EXPECT_FALSE(is_signed_by(self_signed(key, now), self_signed(other, now)));
}

TEST(Chain, only_the_first_certificate_counts_and_dates_do_not) {
    const auto ca = a_ca();
    const auto other = a_ca();
    const auto leaf = a_leaf(ca);
    EXPECT_TRUE(is_signed_by(leaf.certificate_pem + other.certificate_pem, ca.certificate_pem + other.certificate_pem));
    EXPECT_FALSE(is_signed_by(leaf.certificate_pem, other.certificate_pem + ca.certificate_pem));
    auto long_ago = request("an old CA");
    long_ago.now = now - std::chrono::days(4'000);
    const auto expired = issue_ca(long_ago).value();
    long_ago.common_name = "an old leaf";
    EXPECT_TRUE(is_signed_by(issue_leaf(long_ago, expired)->certificate_pem, expired.certificate_pem));
}

TEST(Chain, a_key_belongs_to_its_certificate_only) {
    const auto ca = a_ca();
    const auto other = a_ca();
    EXPECT_TRUE(belongs_together(ca.certificate_pem, ca.key_pem));
    EXPECT_FALSE(belongs_together(ca.certificate_pem, other.key_pem));
    EXPECT_FALSE(belongs_together(ca.certificate_pem, pem_of(key_of("RSA", std::size_t{2048}))));
    EXPECT_FALSE(belongs_together(other.certificate_pem + ca.certificate_pem, ca.key_pem));
}

std::string named(std::vector<std::string> dns_names) {
    auto wanted = request("common.system.svc");
    wanted.dns_names = std::move(dns_names);
    return issue_leaf(wanted, a_ca())->certificate_pem;
}

TEST(Chain, names_are_covered_as_go_has_it) {
    const auto leaf = named({"webhook.system.svc", "*.apps.example"});
    EXPECT_TRUE(covers(leaf, "webhook.system.svc"));
    EXPECT_TRUE(covers(leaf, "Webhook.System.SVC"));
    EXPECT_TRUE(covers(leaf, "one.apps.example"));
    EXPECT_FALSE(covers(leaf, "one.two.apps.example")) << "a star is one label";
    EXPECT_FALSE(covers(leaf, "apps.example"));
    EXPECT_FALSE(covers(leaf, "system.svc"));
    EXPECT_FALSE(covers(leaf, ".system.svc")) << "no suffixes";
    EXPECT_FALSE(covers(leaf, "common.system.svc")) << "the common name does not count";
    EXPECT_FALSE(covers(leaf, ""));
}

TEST(Chain, the_common_name_does_not_count_even_without_sans) {
    EXPECT_FALSE(covers(a_ca().certificate_pem, "a CA"));
    auto wanted = request("webhook.system.svc");
    EXPECT_FALSE(covers(issue_ca(wanted)->certificate_pem, "webhook.system.svc"));
}

TEST(Chain, what_is_no_certificate_is_nothing_and_leaves_no_error_behind) {
    const auto ca = a_ca();
    for (const std::string text : {"", "words", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
        EXPECT_FALSE(is_signed_by(text, ca.certificate_pem));
        EXPECT_FALSE(is_signed_by(ca.certificate_pem, text));
        EXPECT_FALSE(belongs_together(text, ca.key_pem));
        EXPECT_FALSE(belongs_together(ca.certificate_pem, text));
        EXPECT_FALSE(covers(text, "localhost"));
        EXPECT_EQ(ERR_peek_error(), 0U) << "the next failure would tell it";
    }
}

}  // namespace
}  // namespace certs
