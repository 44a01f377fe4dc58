#include "tests/server/kube/client_fixture.hpp"

namespace server::kube {
namespace {

using namespace testing;

struct HttpClient : ClientTest {};

TEST_F(HttpClient, GetsOverTlsWithATokenAndSaysWhoItIs) {
    const auto requests = std::make_shared<std::vector<std::string>>();
    const ScriptedServer server(server_tls(), {answering({answer("hello")}, requests)});
    auto configuration = to(server);
    configuration.base_path = "/k8s/clusters/c-1";
    connect(configuration);
    const auto got = get({.target = "/api/v1/namespaces?limit=1", .accept = "application/json;as=Table"});
    EXPECT_EQ(got.failure(), "");
    EXPECT_EQ(got.status(), 200);
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.opened, 1);
    ASSERT_THAT(*requests, SizeIs(1));
    EXPECT_EQ(requests->front(), "GET /k8s/clusters/c-1/api/v1/namespaces?limit=1 HTTP/1.1\r\nHost: 127.0.0.1:" +
                                     std::to_string(server.port()) +
                                     "\r\nUser-Agent: profile-iam-webhook/test\r\nAccept: application/json;as=Table\r\n"
                                     "Authorization: Bearer secret-token\r\n\r\n");
    EXPECT_EQ(client->server(), "https://127.0.0.1:" + std::to_string(server.port()));
}

}  // namespace
}  // namespace server::kube
