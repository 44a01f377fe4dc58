#include "server/telemetry/certificate_metrics.hpp"

#include "server/telemetry/metrics.hpp"

#include <gmock/gmock.h>

namespace server::telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CertificateMetrics, ARoleHasItsSeriesFromItsDeclarationOn) {
    Metrics metrics;
    auto& certificates = metrics.certificates();
    certificates.declare(CertificateRole::server);
    for (const char* series : {"certificate_loads_total{certificate=\"server\",result=\"ok\"} 0",
                               "certificate_loads_total{certificate=\"server\",result=\"error\"} 0",
                               "certificate_up_to_date{certificate=\"server\"} 0"})
        EXPECT_THAT(metrics.serialize(), HasSubstr(std::string("profile_iam_webhook_") + series));
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("client_ca"))) << "only with the flag";
    certificates.declare(CertificateRole::client_ca);
    EXPECT_THAT(metrics.serialize(), HasSubstr("certificate_loads_total{certificate=\"client_ca\",result=\"ok\"} 0"));
    EXPECT_THAT(metrics.serialize(), Not(HasSubstr("client_ca_expiry"))) << "a zero would look like 1970";
}

TEST(CertificateMetrics, ValuesAreThoseOfTheLastCall) {
    Metrics metrics;
    auto& certificates = metrics.certificates();
    certificates.declare(CertificateRole::server);
    certificates.declare(CertificateRole::client_ca);
    certificates.taken(CertificateRole::client_ca);
    certificates.refused(CertificateRole::client_ca);
    certificates.refused(CertificateRole::client_ca);
    certificates.up_to_date(CertificateRole::client_ca, true);
    certificates.client_ca_expires(std::chrono::system_clock::from_time_t(1'800'000'000));
    const auto text = metrics.serialize();
    EXPECT_THAT(text, HasSubstr("certificate_loads_total{certificate=\"client_ca\",result=\"ok\"} 1"));
    EXPECT_THAT(text, HasSubstr("certificate_loads_total{certificate=\"client_ca\",result=\"error\"} 2"));
    EXPECT_THAT(text, HasSubstr("certificate_up_to_date{certificate=\"client_ca\"} 1"));
    EXPECT_THAT(text, HasSubstr("certificate_up_to_date{certificate=\"server\"} 0"));
    EXPECT_THAT(text, HasSubstr("client_ca_expiry_timestamp_seconds 1800000000"));
}

}  // namespace
}  // namespace server::telemetry
