#include "core/check/trial.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::json;

const Json pod = Json::parse(core::check::encode_trial_pod({.namespace_name = "team-a", .service_account = "ws-1.x"}));

TEST(TrialPod, IsOfThatServiceAccount) {
    EXPECT_EQ(pod["metadata"]["namespace"], "team-a");
    EXPECT_EQ(pod["spec"]["serviceAccountName"], "ws-1.x");
    EXPECT_FALSE(pod["metadata"].contains("name")) << "two at once must not meet";
    EXPECT_FALSE(pod["spec"].contains("nodeName"));
}

/// https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
TEST(TrialPod, MeetsPodSecurityRestricted) {
    const Json& own = pod["spec"]["securityContext"];
    const Json& container = pod["spec"]["containers"].at(0)["securityContext"];
    EXPECT_EQ(own["runAsNonRoot"], true);
    EXPECT_NE(own["runAsUser"], 0);
    EXPECT_EQ(own["seccompProfile"]["type"], "RuntimeDefault");
    EXPECT_EQ(container["allowPrivilegeEscalation"], false);
    EXPECT_EQ(container["capabilities"]["drop"], Json::array({"ALL"}));
}

TEST(TrialPod, AsksForResourcesBecauseOfQuotas) {
    const Json& resources = pod["spec"]["containers"].at(0)["resources"];
    for (const char* kind : {"requests", "limits"}) {
        EXPECT_TRUE(resources[kind].contains("cpu")) << kind;
        EXPECT_TRUE(resources[kind].contains("memory")) << kind;
    }
}

}  // namespace
