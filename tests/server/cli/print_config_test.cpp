#include "server/cli/print_config.hpp"

#include "server/cli/flags_policy.hpp"
#include "server/cli/serve_options.hpp"
#include "tests/server/cli/flags_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace server::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct ServeFlags : Flags {
    explicit ServeFlags(const Situation& situation) {
        add_policy_flags(*this);
        add_serve_flags(*this);
        cli::resolve(*this, situation);
    }
};

TEST(PrintConfig, IsAskedForByItsFlag) {
    EXPECT_FALSE(print_config_asked(ServeFlags({})));
    EXPECT_TRUE(print_config_asked(ServeFlags({{"--print-config"}, {}})));
    EXPECT_FALSE(print_config_asked(ServeFlags({{"--print-config=false"}, {}})));
}

TEST(PrintConfig, SaysEachValueAndWhereItCameFrom) {
    const TemporaryFile file("\nworkers: 3\n");
    const auto text =
        print_config(ServeFlags({{"--config", file.path(), "--mode=observe", "--skip-containers="},
                                 {{"PROFILE_IAM_WEBHOOK_ALLOWED_ROLE", "arn:aws:iam::1*,arn:aws:iam::2*"}}}));
    EXPECT_THAT(text, HasSubstr("mode: \"observe\"  # command line\n"));
    EXPECT_THAT(text, HasSubstr("skip-containers: []  # command line\n"));
    EXPECT_THAT(text, HasSubstr("allowed-role: [\"arn:aws:iam::1*\", \"arn:aws:iam::2*\"]  # environment "
                                "PROFILE_IAM_WEBHOOK_ALLOWED_ROLE\n"));
    EXPECT_THAT(text, HasSubstr("workers: 3  # --config " + file.path() + ":2\n"));
    EXPECT_THAT(text, HasSubstr("token-expiration: 86400  # default\n"));
    EXPECT_THAT(text, HasSubstr("# sts-regional-endpoint: on for every partition but aws  # default\n"));
    EXPECT_THAT(text, Not(HasSubstr("\nconfig:")));
    EXPECT_THAT(text, Not(HasSubstr("print-config:")));
}

/// Values without their comments, in the order of their declaration.
std::vector<std::vector<std::string>> values_of(const ServeFlags& flags) {
    std::vector<std::vector<std::string>> out;
    for (const auto& flag : flags.declared()) {
        if (flag.settable_in_file) out.push_back(flags.value(flag.name).entries);
    }
    return out;
}

TEST(PrintConfig, IsAConfigFileThatMeansTheSame) {
    const Situation situation{
        {"--token-audience=a \"b\" \\ # c: d", "--bind-address=::1", "--allowed-profile-role=*{profile}*,arn:aws:*",
         "--sts-regional-endpoint", "--token-mount-path=/a b", "--max-body-size=1MiB",
         "--tls-cipher-suites=1,true,null", "--profiles=~", "--service-accounts="},
        {}};
    for (const auto& each : {situation, Situation{}}) {
        const ServeFlags first(each);
        const TemporaryFile file(print_config(first));
        const ServeFlags second({{"--config", file.path()}, {}});
        EXPECT_EQ(values_of(first), values_of(second));
    }
}

}  // namespace
}  // namespace server::cli
