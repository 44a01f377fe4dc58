#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ostream>

#include "server/kube/configuration.hpp"
#include "tests/certs/support.hpp"

namespace server::kube {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::StartsWith;

/// A kubeconfig whose cluster and user hold these lines (`server: ...`), indented as they must be.
std::string kubeconfig(const std::vector<std::string>& cluster, const std::vector<std::string>& user) {
    std::string text =
        "apiVersion: v1\nkind: Config\ncurrent-context: here\npreferences: {}\ncontexts:\n- name: here\n"
        "  context:\n    cluster: c\n    user: u\n    namespace: team-a\nclusters:\n- name: c\n  cluster:\n";
    for (const auto& each : cluster) text += "    " + each + "\n";
    text += "users:\n- name: u\n  user:\n";
    for (const auto& each : user) text += "    " + each + "\n";
    return text;
}

const std::string https = "server: https://api.example.com";

struct Kubeconfigs : ::testing::Test {
    [[nodiscard]] core::Result<Configuration> load(const std::string& text, const std::string& context = "") const {
        return load_kubeconfig(folder.write("config", text), context);
    }
    [[nodiscard]] std::string refusal(const std::string& text, const std::string& context = "") const {
        const auto loaded = load(text, context);
        return loaded ? "accepted" : loaded.error().detail;
    }
    certs::testing::Folder folder;
};

TEST_F(Kubeconfigs, ReadsServerCaAndToken) {
    const auto got = load(kubeconfig({https + ":6443/k8s/clusters/c-1/", "certificate-authority-data: Q0EgUEVN",
                                      "tls-server-name: kubernetes", "extensions: [{name: x, extension: {a: 1}}]"},
                                     {"token: abc.def"}));
    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_TRUE(got->tls);
    EXPECT_EQ(got->host, "api.example.com");
    EXPECT_EQ(got->port, 6443);
    EXPECT_EQ(got->base_path, "/k8s/clusters/c-1");
    EXPECT_EQ(got->tls_server_name, "kubernetes");
    EXPECT_EQ(got->ca.data, "CA PEM");
    EXPECT_EQ(got->token.data, "abc.def");
    EXPECT_EQ(got->namespace_name, "team-a");
    EXPECT_EQ(got->description, folder.file("config") + " (context here)");
    EXPECT_FALSE(got->insecure_skip_tls_verify);
}

TEST_F(Kubeconfigs, ReadsServers) {
    struct Case {
        std::string url;
        bool tls;
        std::string host;
        int port;
        std::string path;
    };
    for (const auto& [url, tls, host, port, path] :
         {Case{"https://a", true, "a", 443, ""}, Case{"http://a", false, "a", 80, ""},
          Case{"HTTPS://10.0.0.1:6443/", true, "10.0.0.1", 6443, ""},
          Case{"https://[fd00::1]:6443", true, "fd00::1", 6443, ""},
          Case{"https://[fd00::1]/a/b", true, "fd00::1", 443, "/a/b"}}) {
        const auto got = load(kubeconfig({"server: \"" + url + "\""}, {"token: a"}));
        ASSERT_TRUE(got) << url << ": " << got.error().detail;
        EXPECT_EQ(std::tuple(got->tls, got->host, int{got->port}, got->base_path), std::tuple(tls, host, port, path))
            << url;
    }
}

TEST_F(Kubeconfigs, RelativePathsAreFromItsFolderAndDataWinsOverFiles) {
    const auto got = load(kubeconfig({https, "certificate-authority: ca.crt"},
                                     {"tokenFile: sub/token", "token: not-this", "client-certificate: /abs/cert",
                                      "client-key: no-file", "client-key-data: S0VZ"}));
    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_EQ(got->ca.file, folder.file("ca.crt"));
    EXPECT_EQ(got->token.file, folder.file("sub/token"));
    EXPECT_EQ(got->token.data, "");
    EXPECT_EQ(got->client_certificate.file, "/abs/cert");
    EXPECT_EQ(got->client_key.data, "KEY");
    EXPECT_EQ(got->client_key.file, "");
}

TEST_F(Kubeconfigs, ReadsAnExecPlugin) {
    const auto got = load(kubeconfig(
        {https}, {"exec:", "  apiVersion: client.authentication.k8s.io/v1beta1", "  command: aws",
                  "  args: [--region, eu-west-1, eks, get-token]", "  env: [{name: AWS_PROFILE, value: dev}]",
                  "  installHint: install aws", "  interactiveMode: IfAvailable", "  provideClusterInfo: true"}));
    ASSERT_TRUE(got) << got.error().detail;
    ASSERT_TRUE(got->exec);
    EXPECT_EQ(got->exec->api_version, "client.authentication.k8s.io/v1beta1");
    EXPECT_EQ(got->exec->command, "aws");
    EXPECT_THAT(got->exec->arguments, ElementsAre("--region", "eu-west-1", "eks", "get-token"));
    EXPECT_THAT(got->exec->environment, ElementsAre(Pair("AWS_PROFILE", "dev")));
    EXPECT_EQ(got->exec->install_hint, "install aws");
    EXPECT_TRUE(got->exec->provide_cluster_info);
    const auto relative = load(
        kubeconfig({https}, {"exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/token, env: null}"}));
    EXPECT_EQ(std::filesystem::path(relative->exec->command).lexically_normal(), folder.file("bin/token"));
}

TEST_F(Kubeconfigs, RefusesInASentenceThatNamesThePlace) {
    const auto file = folder.file("config");
    const std::string exec = "exec: {command: x, apiVersion: client.authentication.k8s.io/";
    EXPECT_THAT(refusal(kubeconfig({https, "proxy-url: http://p"}, {"token: a"})),
                AllOf(StartsWith(file + ":15: cluster `c`: `proxy-url` is not supported"), HasSubstr("directly")));
    EXPECT_THAT(
        refusal(kubeconfig({https}, {"username: a", "password: b"})),
        AllOf(StartsWith(file + ":18: user `u`: `username` is basic authentication"), HasSubstr("exec plugin")));
    EXPECT_THAT(refusal(kubeconfig({https}, {"auth-provider: {name: gcp}"})), HasSubstr("`auth-provider` was removed"));
    EXPECT_THAT(refusal(kubeconfig({https}, {"as: admin", "token: a"})), HasSubstr("`as` is impersonation"));
    EXPECT_THAT(refusal(kubeconfig({https}, {"client-certificate-data: QQ=="})),
                HasSubstr("is given without client-key"));
    EXPECT_THAT(refusal(kubeconfig({https}, {"client-key: k"})), HasSubstr("is given without client-certificate"));
    EXPECT_THAT(refusal(kubeconfig({https, "certificate-authority-data: Q0E"}, {"token: a"})),
                EndsWith("`certificate-authority-data` is not base64"));
    EXPECT_THAT(refusal(kubeconfig({https, "certificate-authority-data: QQ==", "insecure-skip-tls-verify: true"}, {})),
                HasSubstr("exclude each other"));
    EXPECT_THAT(refusal(kubeconfig({https, "insecure-skip-tls-verify: maybe"}, {})), EndsWith("must be true or false"));
    EXPECT_THAT(refusal(kubeconfig({https}, {"token: [a]"})), EndsWith("user `u`: `token` must be a string"));
    EXPECT_THAT(refusal(kubeconfig({https}, {"token: \"a\\nb\""})), HasSubstr("`token` holds a character"));
    EXPECT_THAT(refusal(kubeconfig({https}, {exec + "v1, interactiveMode: Always}"})),
                HasSubstr("user `u`, exec: `interactiveMode` is Always"));
    EXPECT_THAT(refusal(kubeconfig({https}, {exec + "v1alpha1}"})), HasSubstr("v1alpha1 was removed"));
    EXPECT_THAT(refusal(kubeconfig({https}, {exec + "v2}"})), HasSubstr("must be client.authentication.k8s.io/v1"));
    EXPECT_THAT(refusal(kubeconfig({https}, {"exec: {apiVersion: client.authentication.k8s.io/v1}"})),
                EndsWith("`command` is missing"));
}

TEST_F(Kubeconfigs, RefusesServersThatItCannotReach) {
    const auto with = [this](const std::string& url) {
        const auto detail = refusal(kubeconfig({"server: \"" + url + "\""}, {"token: a"}));
        return detail.substr(detail.rfind('`') + 2);
    };
    EXPECT_EQ(with("api.example.com:6443"), "must begin with https:// or http://");
    EXPECT_EQ(with("ftp://a"), "must begin with https:// or http://");
    EXPECT_EQ(with(""), "is missing");
    EXPECT_EQ(with("https://"), "names no host");
    EXPECT_EQ(with("https://:443"), "names no host");
    EXPECT_EQ(with("https://a:0"), "names a port that is none");
    EXPECT_EQ(with("https://a:65536"), "names a port that is none");
    EXPECT_EQ(with("https://a:x"), "names a port that is none");
    EXPECT_EQ(with("https://[fd00::1"), "names no host");
    EXPECT_EQ(with("https://[fd00::1]x"), "names a host that cannot be read");
    EXPECT_EQ(with("https://user:password@a"), "must not hold a user name or a password");
    EXPECT_EQ(with("https://a/?b"), "must not have a query or a fragment");
    EXPECT_EQ(with("https://a\\r\\nX: y"), "holds a character that no URL may have");
}

TEST_F(Kubeconfigs, NamesWhatIsNotThere) {
    const auto file = folder.file("config");
    const auto good = kubeconfig({https}, {"token: a"});
    EXPECT_EQ(refusal(good, "there"), file + ": there is no context `there`; there are: here");
    EXPECT_EQ(refusal("clusters: []\n"), file + ": has no current-context; choose one by `kubectl config use-context`");
    EXPECT_EQ(refusal("current-context: a\n"), file + ": there is no context `a`: contexts is empty");
    EXPECT_EQ(refusal("current-context: a\ncontexts: [{name: a, context: {cluster: b}}]\n"),
              file + ": there is no cluster `b`: clusters is empty");
    EXPECT_THAT(refusal("current-context: a\ncontexts: [{name: a}]\n"), HasSubstr("context `a`: `cluster` is missing"));
    EXPECT_EQ(load_kubeconfig(folder.file("absent"), "").error().detail,
              folder.file("absent") + ": No such file or directory");
}

TEST_F(Kubeconfigs, RefusesWhatIsNoYaml) {
    const auto file = folder.file("config");
    EXPECT_THAT(refusal("a: [b\nc: d\n"), AllOf(StartsWith(file + ":"), HasSubstr("not YAML")));
    EXPECT_THAT(refusal(", a"), HasSubstr(file));
    EXPECT_EQ(refusal("[a] ]"), file + ":1: not YAML: illegal flow end");
    EXPECT_EQ(refusal("a: 1\n---\nb: 2\n"), file + ":2: not YAML: text after the end of the document");
    EXPECT_EQ(refusal("just text"), file + ": is no kubeconfig: it holds no YAML mapping");
    EXPECT_EQ(refusal("contexts: 1\ncurrent-context: a"), file + ":1: the kubeconfig: `contexts` must be a list");
    EXPECT_EQ(refusal("contexts: [1]\ncurrent-context: a"),
              file + ":1: the kubeconfig: `contexts` must be a list of mappings");
    EXPECT_THAT(refusal(std::string(2'000, '[')), HasSubstr(file));
}

TEST_F(Kubeconfigs, AListIsMergedAndTheFirstFileWins) {
    const auto first = folder.write("first", "current-context: a\nusers: [{name: u, user: {token: of-first}}]\n");
    const auto second = folder.write(
        "second",
        "current-context: b\ncontexts: [{name: a, context: {cluster: c, user: u}}]\nusers: [{name: u, user: "
        "{token: of-second, tokenFile: x}}]\nclusters: [{name: c, cluster: {server: \"https://s\"}}]\n");
    const auto got = load_kubeconfig(first + ":" + folder.file("absent") + "::" + second, "");
    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_EQ(got->token.data, "of-first");
    EXPECT_EQ(got->token.file, "");
    EXPECT_EQ(got->host, "s");
    EXPECT_THAT(load_kubeconfig(folder.file("x") + ":" + folder.file("y"), "").error().detail,
                StartsWith("none of these files is there: "));
    EXPECT_EQ(load_kubeconfig("", "").error().detail, "no kubeconfig is given");
}

TEST_F(Kubeconfigs, AContextWithoutAUserIsAnonymous) {
    const auto got = load(
        "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: "
        "\"http://localhost:8001\"}}]\n");
    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_FALSE(got->token.is_set());
}

TEST_F(Kubeconfigs, AreStrictAboutBase64ButNotAboutItsLines) {
    const auto with_ca = [](const std::string& data) {
        return kubeconfig({https, "certificate-authority-data: \"" + data + "\""}, {"token: a"});
    };
    for (const char* folded : {"QUJD", "QU\\nJD\\n", "QU\\r\\n J\\tD"}) {
        const auto got = load(with_ca(folded));
        ASSERT_TRUE(got) << got.error().detail;
        EXPECT_EQ(got->ca.data, "ABC") << folded;
    }
    for (const char* bad : {"Q", "QQ", "QQ=", "Q===", "QQ==QQ==", "QU-D", "Q=Q="})
        EXPECT_THAT(refusal(with_ca(bad)), EndsWith("`certificate-authority-data` is not base64")) << bad;
}

}  // namespace
}  // namespace server::kube
