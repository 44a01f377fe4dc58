#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

class CredentialFiles : public ClientTest {
protected:
    /// The bearer token of each request so far.
    [[nodiscard]] std::vector<std::string> tokens() const {
        std::vector<std::string> all;
        for (const auto& each : *requests) {
            const auto at = each.find("Bearer ");
            all.push_back(at == std::string::npos ? "" : each.substr(at + 7, each.find('\r', at) - at - 7));
        }
        return all;
    }
    Configuration with_token_file(const ScriptedServer& server, const std::string& token) {
        auto configuration = to(server);
        configuration.token = {.data = "", .file = folder.write("token", token)};
        return configuration;
    }

    certs::testing::Folder folder;
    std::shared_ptr<std::vector<std::string>> requests = std::make_shared<std::vector<std::string>>();
};

const std::string unauthorized = answer("no", "401 Unauthorized");

TEST_F(CredentialFiles, ATokenIsReadAgainAfterA401) {
    const ScriptedServer server(server_tls(),
                                {answering({answer("1"), answer("2"), unauthorized, answer("3")}, requests)});
    connect(with_token_file(server, "first\n"));
    EXPECT_EQ(get().status(), 200);
    folder.write("token", "second");
    EXPECT_EQ(get().status(), 200);  // not yet time to read it
    EXPECT_EQ(get().status(), 401);
    EXPECT_EQ(get().status(), 200);
    EXPECT_THAT(tokens(), ElementsAre("first", "first", "first", "second"));
}

TEST_F(CredentialFiles, ATokenIsReadAgainWhenItIsTime) {
    const ScriptedServer server(server_tls(), {answering({answer("1"), answer("2")}, requests)});
    connect(with_token_file(server, "first"), {.reread = 0ms});
    EXPECT_EQ(get().status(), 200);
    folder.write("token", "second");
    EXPECT_EQ(get().status(), 200);
    EXPECT_THAT(tokens(), ElementsAre("first", "second"));
}

TEST_F(CredentialFiles, ABrokenTokenFileLeavesTheLastGoodOne) {
    const ScriptedServer server(server_tls(),
                                {answering({answer("1"), answer("2"), answer("3"), answer("4")}, requests)});
    connect(with_token_file(server, "first"), {.reread = 0ms});
    EXPECT_EQ(get().status(), 200);
    for (const char* broken : {"", "two\nlines", " \n"}) {
        folder.write("token", broken);
        EXPECT_EQ(get().status(), 200);
    }
    EXPECT_THAT(tokens(), ElementsAre("first", "first", "first", "first"));
}

TEST_F(CredentialFiles, WithoutATokenThereIsNoRequestAndNoSecretInTheError) {
    const ScriptedServer server(server_tls(), {answering({answer("1")}, requests)});
    connect(with_token_file(server, "secret with blanks"), {.reread = 0ms});
    EXPECT_THAT(get().failure(),
                AllOf(StartsWith("credentials: "), HasSubstr(folder.file("token")), Not(HasSubstr("secret"))));
    folder.write("token", "good");
    EXPECT_EQ(get().status(), 200);
    EXPECT_THAT(tokens(), ElementsAre("good"));
}

TEST_F(CredentialFiles, ACaIsReadAgainAfterAFailedHandshake) {
    const ScriptedServer server(server_tls(), {answering({answer("1")}), answering({answer("2")})});
    auto configuration = to(server);
    configuration.ca = {.data = "", .file = folder.write("ca.crt", certs::testing::a_ca().certificate_pem)};
    connect(configuration);
    EXPECT_THAT(get().failure(), StartsWith("tls: "));
    folder.write("ca.crt", authority().ca.certificate_pem);
    EXPECT_EQ(get().body, "2");
}

TEST_F(CredentialFiles, ABrokenCaLeavesTheLastGoodOneAndAGoodOneOpensNewConnections) {
    const ScriptedServer server(server_tls(),
                                {answering({answer("1"), answer("2"), answer("no")}), answering({answer("3")})});
    auto configuration = to(server);
    configuration.ca = {.data = "", .file = folder.write("ca.crt", authority().ca.certificate_pem)};
    connect(configuration, {.reread = 0ms});
    EXPECT_EQ(get().body, "1");
    folder.write("ca.crt", "half a PEM");
    EXPECT_EQ(get().body, "2");
    folder.write("ca.crt", authority().ca.certificate_pem + certs::testing::a_ca().certificate_pem);
    EXPECT_EQ(get().body, "3");
}

TEST_F(CredentialFiles, ACertificateWithoutItsKeyYetLeavesTheLastPair) {
    const auto pair = [] { return certs::issue_leaf(Authority::request({"client"}), authority().ca).value(); };
    const auto old_pair = pair();
    const auto new_pair = pair();
    const ScriptedServer server(server_tls(), {answering({answer("1"), answer("2")}), answering({answer("3")})});
    auto configuration = to(server);
    configuration.client_certificate = {.data = "", .file = folder.write("tls.crt", old_pair.certificate_pem)};
    configuration.client_key = {.data = "", .file = folder.write("tls.key", old_pair.key_pem)};
    connect(configuration, {.reread = 0ms});
    EXPECT_EQ(get().body, "1");
    folder.write("tls.crt", new_pair.certificate_pem);
    EXPECT_EQ(get().body, "2");
    folder.write("tls.key", new_pair.key_pem);
    EXPECT_EQ(get().body, "3");
}

}  // namespace
}  // namespace server::kube
