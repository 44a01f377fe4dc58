#include "server/cli/flags_policy.hpp"

#include "tests/server/cli/flags_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace server::cli {
namespace {

using core::mutation::Mode;
using core::mutation::OnRoleConflict;
using core::mutation::Policy;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

Policy policy_of(const Situation& situation) {
    Flags flags;
    add_policy_flags(flags);
    resolve(flags, situation);
    return policy(flags);
}

std::string complaint(const std::string& argument) {
    return complaint_of([&] { (void)policy_of({{argument}, {}}); });
}

TEST(PolicyFlags, DefaultsAreThoseOfPolicy) {
    const Policy expected;
    const auto got = policy_of({});
    EXPECT_EQ(got.mode, expected.mode);
    EXPECT_EQ(got.service_accounts, expected.service_accounts);
    EXPECT_EQ(got.default_role_arn, expected.default_role_arn);
    EXPECT_EQ(got.allowed_role, expected.allowed_role);
    EXPECT_EQ(got.allowed_profile_role, expected.allowed_profile_role);
    EXPECT_EQ(got.on_role_conflict, expected.on_role_conflict);
    EXPECT_EQ(got.annotation_prefix, expected.annotation_prefix);
    EXPECT_EQ(got.token_audience, expected.token_audience);
    EXPECT_EQ(got.token_expiration_s, expected.token_expiration_s);
    EXPECT_EQ(got.token_mount_path, expected.token_mount_path);
    EXPECT_EQ(got.aws_default_region, expected.aws_default_region);
    EXPECT_EQ(got.sts_regional_endpoint, expected.sts_regional_endpoint);
    EXPECT_EQ(got.skip_containers, expected.skip_containers);
}

TEST(PolicyFlags, EveryFlagReachesItsMember) {
    const auto got =
        policy_of({{"--mode=observe", "--service-accounts=ws-*,default-editor",
                    "--default-role-arn=arn:aws:iam::123456789012:role/{profile}", "--allowed-role=arn:aws:iam::1*",
                    "--allowed-profile-role=arn:aws:iam::123456789012:role/{profile}-*", "--on-role-conflict=deny",
                    "--annotation-prefix=irsa.example.com", "--token-audience=", "--token-expiration=3600",
                    "--token-mount-path=/var/run/token//", "--aws-default-region=eu-central-1",
                    "--sts-regional-endpoint", "--skip-containers="},
                   {}});
    EXPECT_EQ(got.mode, Mode::observe);
    EXPECT_THAT(got.service_accounts, ElementsAre("ws-*", "default-editor"));
    EXPECT_EQ(got.default_role_arn, "arn:aws:iam::123456789012:role/{profile}");
    EXPECT_THAT(got.allowed_role, ElementsAre("arn:aws:iam::1*"));
    EXPECT_THAT(got.allowed_profile_role, ElementsAre("arn:aws:iam::123456789012:role/{profile}-*"));
    EXPECT_EQ(got.on_role_conflict, OnRoleConflict::deny);
    EXPECT_EQ(got.annotation_prefix, "irsa.example.com");
    EXPECT_EQ(got.token_audience, "");
    EXPECT_EQ(got.token_expiration_s, 3600);
    EXPECT_EQ(got.token_mount_path, "/var/run/token");
    EXPECT_EQ(got.aws_default_region, "eu-central-1");
    EXPECT_EQ(got.sts_regional_endpoint, true);
    EXPECT_THAT(got.skip_containers, IsEmpty());
    EXPECT_EQ(policy_of({{"--on-role-conflict=warn", "--sts-regional-endpoint=f"}, {}}).on_role_conflict,
              OnRoleConflict::warn);
    EXPECT_EQ(policy_of({{"--sts-regional-endpoint=f"}, {}}).sts_regional_endpoint, false);
}

TEST(PolicyFlags, ProfilesAreNamed) {
    Flags flags;
    add_policy_flags(flags);
    resolve(flags, {{"--profiles", "examples/"}, {}});
    EXPECT_EQ(profiles(flags), "examples/");
}

TEST(PolicyFlags, LifetimesEndAtTheLimitsOfKubernetesAndSts) {
    EXPECT_EQ(complaint("--token-expiration=600"), "accepted");
    EXPECT_EQ(complaint("--token-expiration=86400"), "accepted");
    EXPECT_THAT(complaint("--token-expiration=599"), EndsWith("\"599\" must be in 600..86400"));
    EXPECT_THAT(complaint("--token-expiration=86401"), EndsWith("must be in 600..86400"));
    EXPECT_THAT(complaint("--token-expiration=99999999999999999999"), EndsWith("must be a whole number"));
}

TEST(PolicyFlags, ValuesThatMakeNoSenseAreRefused) {
    for (const char* bad : {"--mode=off",
                            "--mode=",
                            "--on-role-conflict=ignore",
                            "--token-mount-path=var/run",
                            "--token-mount-path=",
                            "--token-mount-path=/",
                            "--token-mount-path=//",
                            "--token-mount-path=/a/../b",
                            "--token-mount-path=/a/.",
                            "--token-mount-path=/a:b",
                            "--default-role-arn=arn:aws:iam::12:role/x",
                            "--default-role-arn=arn:aws:iam::123456789012:role/",
                            "--default-role-arn=arn:aws:iam::123456789012:user/{profile}",
                            "--service-accounts=Default",
                            "--service-accounts=a,,b",
                            "--service-accounts=a/b",
                            "--allowed-role=role/x",
                            "--allowed-role=arn:aws:iam::123456789012:user/x",
                            "--allowed-role=arn:gcp:*",
                            "--allowed-role=arn:aws:iam::1*,",
                            "--annotation-prefix=",
                            "--annotation-prefix=eks.amazonaws.com/",
                            "--annotation-prefix=A.b",
                            "--aws-default-region=Frankfurt",
                            "--skip-containers=istio_proxy",
                            "--skip-containers=a,",
                            "--sts-regional-endpoint=maybe"}) {
        const auto said = complaint(bad);
        const std::string flag(bad, std::string(bad).find('='));
        EXPECT_TRUE(said.starts_with(flag + " (command line): ")) << bad << " -> " << said;
    }
}

TEST(PolicyFlags, ValuesThatMakeSenseAreAccepted) {
    for (const char* good :
         {"--token-mount-path=/a", "--token-mount-path=/a.b/..c", "--default-role-arn=", "--service-accounts=*",
          "--service-accounts=", "--default-role-arn=arn:aws-cn:iam::123456789012:role/kubeflow/{profile}",
          "--allowed-role=*", "--allowed-role=*:role/team-*", "--allowed-role=arn:*",
          "--allowed-role=arn:aws-eusc:iam::*", "--allowed-role=arn:aws:iam::123456789012:role/x",
          "--allowed-profile-role=arn:aws:iam::123456789012:role/{profile}", "--allowed-profile-role=*{profile}*",
          "--aws-default-region=", "--token-audience=", "--aws-default-region=us-gov-west-1"}) {
        EXPECT_EQ(complaint(good), "accepted") << good;
    }
}

TEST(PolicyFlags, AConfigFileMayBeSharedWithServe) {
    const TemporaryFile file("port: 9443\nmax-body-size: 1MiB\ntoken-expiration: 700\n");
    EXPECT_EQ(policy_of({{"--config", file.path()}, {}}).token_expiration_s, 700);
}

}  // namespace
}  // namespace server::cli
