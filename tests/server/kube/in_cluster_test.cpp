#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "server/kube/configuration.hpp"
#include "tests/certs/support.hpp"

namespace server::kube {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class InCluster : public ::testing::Test {
public:
    InCluster(const InCluster&) = delete;
    InCluster& operator=(const InCluster&) = delete;
    ~InCluster() override {
        ::unsetenv("KUBERNETES_SERVICE_HOST");
        ::unsetenv("KUBERNETES_SERVICE_PORT");
    }

protected:
    InCluster() {
        set("10.0.0.1", "443");
        folder.write("token", "secret\n");
        folder.write("ca.crt", "PEM");
        folder.write("namespace", "profile-iam-system\n");
    }
    static void set(const char* host, const char* port) {
        ::setenv("KUBERNETES_SERVICE_HOST", host, 1);
        ::setenv("KUBERNETES_SERVICE_PORT", port, 1);
    }
    [[nodiscard]] std::string refusal() const {
        const auto got = in_cluster(folder.file("."));
        return got ? "accepted" : got.error().detail;
    }
    certs::testing::Folder folder;
};

TEST_F(InCluster, ReadsThePodsEnvironmentAndFolder) {
    set("fd00::1", "6443");
    EXPECT_TRUE(is_in_cluster());
    const auto got = in_cluster(folder.file("."));
    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_EQ(got->host, "fd00::1");
    EXPECT_EQ(got->port, 6443);
    EXPECT_EQ(got->namespace_name, "profile-iam-system");
    EXPECT_EQ(got->description, "in-cluster");
    EXPECT_TRUE(got->tls);
    EXPECT_EQ(certs::testing::read(got->token.file), "secret\n");
    EXPECT_EQ(certs::testing::read(got->ca.file), "PEM");
}

TEST_F(InCluster, SaysWhatIsMissing) {
    std::filesystem::remove(folder.file("token"));
    EXPECT_THAT(refusal(), AllOf(HasSubstr("token: No such file"), HasSubstr("automountServiceAccountToken")));
    folder.write("token", "x");
    std::filesystem::remove(folder.file("ca.crt"));
    EXPECT_THAT(refusal(), HasSubstr("ca.crt: No such file"));
    set("10.0.0.1", "70000");
    EXPECT_EQ(refusal(), "KUBERNETES_SERVICE_PORT is `70000`, which is no port");
    set("", "443");
    EXPECT_FALSE(is_in_cluster());
    EXPECT_THAT(refusal(), AllOf(StartsWith("not in a cluster: KUBERNETES_SERVICE_HOST"), HasSubstr("--kubeconfig")));
}

TEST_F(InCluster, ANamespaceIsNotNeeded) {
    std::filesystem::remove(folder.file("namespace"));
    EXPECT_EQ(refusal(), "accepted");
}

}  // namespace
}  // namespace server::kube
