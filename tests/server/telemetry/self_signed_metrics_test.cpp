#include "server/telemetry/self_signed_metrics.hpp"

#include "certs/rotation/rotation.hpp"
#include "server/telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace server::telemetry {
namespace {

using certs::rotation::Change;
using testing::HasSubstr;
using testing::Not;

TEST(SelfSignedMetrics, AreThereOnlyWithASelfManagedCertificate) {
    Metrics metrics;
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("secret_writes_total")));
    EXPECT_EQ(&metrics.self_signed(), &metrics.self_signed());
    EXPECT_THAT(metrics.serialize(),
                HasSubstr("profile_iam_webhook_secret_writes_total{change=\"create\",result=\"conflict\"} 0\n"));
}

TEST(SelfSignedMetrics, KnowTheWordsOfEveryChange) {
    for (const Change change : {Change::create, Change::restore, Change::issue_authority, Change::issue_leaf,
                                Change::note_published, Change::retire_authorities}) {
        EXPECT_TRUE(std::ranges::any_of(secret_changes, [&](const std::string& word) {
            return word == to_string(change);
        })) << to_string(change);
    }
}

TEST(SelfSignedMetrics, CountAndTell) {
    Metrics metrics;
    SelfSignedMetrics& self_signed = metrics.self_signed();
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("ca_bundle_right"))) << "not known yet";
    self_signed.ca_expires(std::chrono::system_clock::time_point(std::chrono::seconds(1'700'000'000)));
    self_signed.secret_written("issue_leaf", WriteResult::done);
    self_signed.secret_written("unheard of", WriteResult::done);
    self_signed.configuration_patched(WriteResult::forbidden);
    self_signed.ca_bundle_right(true);
    self_signed.failure_policy_weaker(false);
    const std::string text = metrics.serialize();
    EXPECT_THAT(text, HasSubstr("profile_iam_webhook_ca_expiry_timestamp_seconds 1700000000\n"));
    EXPECT_THAT(text, HasSubstr("profile_iam_webhook_secret_writes_total{change=\"issue_leaf\",result=\"done\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("unheard of")));
    EXPECT_THAT(text, HasSubstr("profile_iam_webhook_webhook_configuration_patches_total{result=\"forbidden\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("profile_iam_webhook_ca_bundle_right 1\n"));
    EXPECT_THAT(text, HasSubstr("profile_iam_webhook_failure_policy_weaker_than_asked 0\n"));
}

}  // namespace
}  // namespace server::telemetry
