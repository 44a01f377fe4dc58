#include "server/kube/exec_plugin.hpp"
#include "server/kube/exec_plugin_time.hpp"

#include <csignal>

#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

const std::string v1 = "client.authentication.k8s.io/v1";
const std::string v1beta1 = "client.authentication.k8s.io/v1beta1";

std::string credential(const std::string& status, const std::string& api_version = v1) {
    return R"({"apiVersion":")" + api_version + R"(","kind":"ExecCredential","spec":{},"status":{)" + status + "}}";
}

/// Shell scripts in the plugin's place; each run adds a line to the file `runs`.
class ExecPlugins : public ClientTest {
protected:
    Configuration with_script(const ScriptedServer& server, const std::string& script,
                              const std::string& api_version = v1) {
        const auto file = folder.write("plugin", "#!/bin/sh\necho run >>" + folder.file("runs") + "\n" + script + "\n");
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        auto configuration = to(server);
        configuration.token = {};
        configuration.exec = ExecPlugin{
            .api_version = api_version, .command = file, .arguments = {}, .environment = {}, .install_hint = ""};
        return configuration;
    }
    std::string says(const std::string& text) { return "cat " + folder.write("credential", text); }
    [[nodiscard]] std::size_t runs() const { return certs::testing::read(folder.file("runs")).size() / 4; }
    /// The failure of a GET with this script.
    std::string failure_of(const std::string& script, const Timing& timing = {}) {
        const ScriptedServer server(server_tls(), {answering({answer("x")})});
        connect(with_script(server, script), timing);
        return get().failure();
    }
    [[nodiscard]] bool sent(const std::string& token) const {
        return !requests->empty() &&
               requests->back().find("Authorization: Bearer " + token + "\r\n") != std::string::npos;
    }

    certs::testing::Folder folder;
    std::shared_ptr<std::vector<std::string>> requests = std::make_shared<std::vector<std::string>>();
};

TEST_F(ExecPlugins, GivesATokenThatIsKeptUntilA401) {
    const ScriptedServer server(
        server_tls(), {answering({answer("1"), answer("2"), answer("", "401 Unauthorized"), answer("3")}, requests)});
    connect(with_script(server, says(credential(R"("token":"first")"))));
    EXPECT_EQ(get().failure(), "");
    EXPECT_TRUE(sent("first"));
    EXPECT_EQ(get().body, "2");
    EXPECT_EQ(runs(), 1U);
    says(credential(R"("token":"second")"));
    EXPECT_EQ(get().status(), 401);
    EXPECT_TRUE(sent("first"));
    EXPECT_EQ(get().body, "3");
    EXPECT_TRUE(sent("second"));
    EXPECT_EQ(runs(), 2U);
}

TEST_F(ExecPlugins, IsRunAgainWhenItsAnswerHasExpired) {
    const ScriptedServer server(server_tls(), {answering({answer("1"), answer("2"), answer("3")}, requests)});
    connect(with_script(
        server, says(credential(R"("token":"old","expirationTimestamp":"2020-01-01T00:00:00Z")", v1beta1)), v1beta1));
    EXPECT_EQ(get().body, "1");
    says(credential(R"("token":"new","expirationTimestamp":"2200-01-01T00:00:00Z")", v1beta1));
    EXPECT_EQ(get().body, "2");
    EXPECT_TRUE(sent("new"));
    EXPECT_EQ(get().body, "3");
    EXPECT_EQ(runs(), 2U);
}

TEST_F(ExecPlugins, IsRunAgainALittleBeforeItsAnswerExpiresAndNobodyWaits) {
    static std::chrono::system_clock::time_point clock;
    const auto at = [](const char* text) { return decode_time(text).value(); };
    clock = at("2026-01-01T12:00:00Z");
    const ScriptedServer server(server_tls(),
                                {answering({answer("1"), answer("2"), answer("3"), answer("4")}, requests)});
    connect(with_script(server, says(credential(R"("token":"old","expirationTimestamp":"2026-01-01T12:14:00Z")"))),
            {.wall_clock = [] { return clock; }});
    EXPECT_EQ(get().body, "1");
    clock = at("2026-01-01T12:12:59Z");
    EXPECT_EQ(get().body, "2");
    EXPECT_EQ(runs(), 1U);
    says(credential(R"("token":"new","expirationTimestamp":"2026-01-01T12:30:00Z")"));
    clock = at("2026-01-01T12:13:00Z");
    EXPECT_EQ(get().body, "3");
    EXPECT_TRUE(sent("old"));
    run_until([this] { return runs() == 2; });
    clock = at("2026-01-01T12:15:00Z");
    EXPECT_EQ(get().body, "4");
    EXPECT_TRUE(sent("new"));
    EXPECT_EQ(runs(), 2U);
}

TEST_F(ExecPlugins, IsToldWhatItNeedsToKnow) {
    const ScriptedServer server(server_tls(), {answering({answer("1")}, requests)});
    auto configuration =
        with_script(server, "echo \"$KUBERNETES_EXEC_INFO|$EXTRA|$1|$(cat)|$(ls /proc/self/fd | wc -l)\" >" +
                                folder.file("seen") + "\n" + says(credential(R"("token":"t")")));
    configuration.exec->arguments = {"get-token"};
    configuration.exec->environment = {{"EXTRA", "value"}, {"PATH", "/usr/bin:/bin"}};
    configuration.exec->provide_cluster_info = true;
    configuration.ca.data = authority().ca.certificate_pem;
    connect(configuration);
    EXPECT_EQ(get().failure(), "");
    EXPECT_THAT(certs::testing::read(folder.file("seen")),
                AllOf(StartsWith(R"({"apiVersion":")" + v1 +
                                 R"(","kind":"ExecCredential","spec":{"cluster":{"server":"https://127.0.0.1:)" +
                                 std::to_string(server.port()) + R"(","certificate-authority-data":"LS0tLS1CRUdJ)"),
                      EndsWith("\"interactive\":false}}|value|get-token||4\n")));
}

TEST_F(ExecPlugins, TwoGetsAtOnceStartOne) {
    const ScriptedServer server(server_tls(), {answering({answer("1")}), answering({answer("2")})});
    connect(with_script(server, says(credential(R"("token":"t")"))));
    const auto one = start();
    const auto two = start();
    run_until([&] { return one->is_done && two->is_done; });
    EXPECT_EQ(one->failure() + two->failure(), "");
    EXPECT_EQ(runs(), 1U);
}

TEST_F(ExecPlugins, GivesAClientCertificate) {
    const auto pair = certs::issue_leaf(Authority::request({"client"}), authority().ca).value();
    const auto escaped = [](std::string pem) {
        for (std::size_t at = 0; (at = pem.find('\n', at)) != std::string::npos; at += 2) pem.replace(at, 1, "\\n");
        return pem;
    };
    const ScriptedServer server(server_tls(), {answering({answer("1")}, requests)});
    connect(with_script(server, says(credential(R"("clientCertificateData":")" + escaped(pair.certificate_pem) +
                                                R"(","clientKeyData":")" + escaped(pair.key_pem) + "\""))));
    EXPECT_EQ(get().failure(), "");
    EXPECT_THAT(requests->back(), Not(HasSubstr("Authorization")));
}

TEST_F(ExecPlugins, ATokenOfTheKubeconfigComesFirst) {
    const ScriptedServer server(server_tls(), {answering({answer("1")}, requests)});
    auto configuration = with_script(server, "exit 1");
    configuration.token.data = "static";
    connect(configuration);
    EXPECT_EQ(get().failure(), "");
    EXPECT_TRUE(sent("static"));
    EXPECT_EQ(runs(), 0U);
}

TEST_F(ExecPlugins, SaysWhatIsWrongAndNothingOfWhatWasPrinted) {
    const auto with = [this](const std::string& text) { return failure_of(says(text)); };
    EXPECT_THAT(failure_of("echo '{\"token\":\"secret\"}'; echo told >&2; exit 3"),
                AllOf(StartsWith("credentials: "), HasSubstr("failed with exit code 3"), Not(HasSubstr("secret"))));
    EXPECT_THAT(with("secret garbage"),
                AllOf(HasSubstr("did not print an ExecCredential in JSON"), Not(HasSubstr("secret"))));
    EXPECT_THAT(with(""), HasSubstr("did not print an ExecCredential in JSON"));
    EXPECT_THAT(with("{}"), HasSubstr("kind is not ExecCredential"));
    EXPECT_THAT(with(credential(R"("token":"t")", v1beta1)), HasSubstr("apiVersion is not the kubeconfig's"));
    EXPECT_THAT(with(R"({"apiVersion":")" + v1 + R"(","kind":"ExecCredential"})"), HasSubstr("without a status"));
    EXPECT_THAT(with(credential("")), HasSubstr("neither a token nor a client certificate"));
    EXPECT_THAT(with(credential(R"("token":7)")), HasSubstr("/status/token must be a string"));
    EXPECT_THAT(with(credential(R"("token":"a\r\nb")")), HasSubstr("no HTTP header can carry"));
    EXPECT_THAT(with(credential(R"("clientKeyData":"k")")), HasSubstr("but not both"));
    EXPECT_THAT(with(credential(R"("token":"t","expirationTimestamp":"tomorrow")")), HasSubstr("no time as RFC 3339"));
    EXPECT_THAT(failure_of("kill -TERM $$"), HasSubstr("ended by signal 15"));
}

TEST_F(ExecPlugins, OneThatIsNotThereIsToldWithItsHint) {
    const ScriptedServer server(server_tls(), {});
    auto configuration = with_script(server, "");
    configuration.exec->command = "no-such-plugin-anywhere";
    configuration.exec->install_hint = "install it with apt";
    connect(configuration);
    EXPECT_THAT(get().failure(),
                HasSubstr("`no-such-plugin-anywhere` is not installed, or not in PATH: install it with apt"));
}

TEST_F(ExecPlugins, OneThatPrintsTooMuchIsKilled) {
    EXPECT_THAT(
        failure_of("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done"),
        HasSubstr("printed more than 1 MiB"));
    EXPECT_EQ(failure_of("head -c 3000000 /dev/zero >&2; " + says(credential(R"("token":"t")"))), "");
}

TEST_F(ExecPlugins, OneThatHangsIsKilledWithItsChildren) {
    EXPECT_THAT(failure_of("sleep 1000 & echo $! >" + folder.file("child") + "; wait", {.plugin_limit = 100ms}),
                HasSubstr("did not end in time and was killed"));
    const auto child = std::stoi(certs::testing::read(folder.file("child")));
    run_until([child] {  // dead, if not yet reaped by whoever inherited it
        const auto status = certs::testing::read("/proc/" + std::to_string(child) + "/stat");
        return status.empty() || status.find(") Z ") != std::string::npos;
    });
}

TEST_F(ExecPlugins, AGetDoesNotWaitLongerThanItsDeadlineAndTheNextOneHasTheAnswer) {
    const ScriptedServer server(server_tls(), {answering({answer("1")}, requests)});
    connect(with_script(server, "while ! [ -e " + folder.file("go") + " ]; do sleep 0.01; done; " +
                                    says(credential(R"("token":"t")"))));
    EXPECT_THAT(get({.target = "/x", .header_timeout = 100ms}).failure(),
                AllOf(StartsWith("timeout: "), HasSubstr("waiting for credentials")));
    folder.write("go", "");
    EXPECT_EQ(get().failure(), "");
    EXPECT_EQ(runs(), 1U);
}

TEST_F(ExecPlugins, OneThatLeavesAChildBehindHasEnded) {
    EXPECT_EQ(failure_of("sleep 1000 & echo $! >" + folder.file("child") + "; " + says(credential(R"("token":"t")"))),
              "");
    ::kill(std::stoi(certs::testing::read(folder.file("child"))), SIGKILL);
}

TEST_F(ExecPlugins, OneThatHasFailedRestsAWhile) {
    const ScriptedServer server(server_tls(), {answering({answer("1")}, requests)});
    connect(with_script(server, "exit 1"), {.plugin_pause = 1h});
    EXPECT_THAT(get().failure(), HasSubstr("exit code 1"));
    EXPECT_THAT(get().failure(), HasSubstr("exit code 1"));
    EXPECT_EQ(runs(), 1U);
}

TEST_F(ExecPlugins, EndsWithTheClient) {
    const ScriptedServer server(server_tls(), {});
    connect(with_script(server, "echo $$ >" + folder.file("id") + ".tmp; mv " + folder.file("id") + ".tmp " +
                                    folder.file("id") + "; sleep 1000"));
    const auto got = start();
    run_until([this] { return std::filesystem::exists(folder.file("id")); });
    const auto id = std::stoi(certs::testing::read(folder.file("id")));
    client.reset();
    run_until([id] { return ::kill(id, 0) != 0; });
    run_until([&] { return got->is_done; });
}

TEST(ExecPluginSearch, LooksThroughAbsoluteFoldersOfThePath) {
    EXPECT_EQ(find_executable("sh", "/nowhere:/bin"), "/bin/sh");
    EXPECT_EQ(find_executable("sh", "bin::/nowhere"), "");
    EXPECT_EQ(find_executable("/bin/sh", ""), "/bin/sh");
    EXPECT_EQ(find_executable("/bin/no-such-thing", "/bin"), "");
}

}  // namespace
}  // namespace server::kube
