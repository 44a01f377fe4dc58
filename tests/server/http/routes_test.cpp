#include "server/http/routes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace server::http {
namespace {

constexpr std::size_t max_body_size = 1000;

Head good_head() {
    return {.method = "POST",
            .path = "/mutate",
            .content_length = 10,
            .content_type = "application/json",
            .has_host = true};
}

Refused refusal_of(const Head& head, Site site = Site::webhook) {
    const auto handler = route(site, head, max_body_size);
    return handler ? Refused{} : handler.error();
}

TEST(Route, FindsTheHandlers) {
    EXPECT_EQ(route(Site::webhook, good_head(), max_body_size), Handler::mutate);
    const std::vector<std::pair<std::string, Handler>> paths{{"/livez", Handler::livez},
                                                             {"/healthz", Handler::livez},
                                                             {"/readyz", Handler::readyz},
                                                             {"/metrics", Handler::metrics},
                                                             {"/version", Handler::version}};
    for (const auto& [path, handler] : paths) {
        for (const auto* const method : {"GET", "HEAD"}) {
            EXPECT_EQ(route(Site::health, {.method = method, .path = path, .has_host = true}, max_body_size), handler)
                << path;
        }
    }
}

TEST(Route, RefusesAsTheTableSays) {
    using enum telemetry::Refusal;
    auto head = good_head();
    head.path = "/other";
    EXPECT_EQ(refusal_of(head).status, 404);
    EXPECT_EQ(refusal_of(head).reason, unknown_path);
    EXPECT_FALSE(refusal_of(head).closes);

    head = good_head();
    head.method = "PUT";
    EXPECT_EQ(refusal_of(head).status, 405);
    EXPECT_EQ(refusal_of(head).allow, "POST");
    EXPECT_FALSE(refusal_of(head).closes);

    head = good_head();
    head.content_length.reset();
    EXPECT_EQ(refusal_of(head).status, 411);
    EXPECT_TRUE(refusal_of(head).closes);

    head = good_head();
    head.content_type = "text/plain";
    EXPECT_EQ(refusal_of(head).status, 415);
    EXPECT_FALSE(refusal_of(head).closes);

    head = good_head();
    head.content_length = max_body_size + 1;
    EXPECT_EQ(refusal_of(head).status, 413);
    EXPECT_TRUE(refusal_of(head).closes);
    head.content_length = max_body_size;
    EXPECT_EQ(refusal_of(head).status, 0);

    head = good_head();
    head.has_host = false;
    EXPECT_EQ(refusal_of(head).status, 400);
    EXPECT_TRUE(refusal_of(head).closes);
}

TEST(Route, ChecksInTheOrderOfTheTable) {
    Head head{.method = "PUT", .path = "/other", .content_type = "text/plain"};  // everything is wrong
    std::vector<int> statuses;
    const auto check = [&] { statuses.push_back(refusal_of(head).status); };
    check();
    head.path = "/mutate";
    check();
    head.method = "POST";
    check();
    head.content_length = max_body_size + 1;
    check();
    head.content_type = "application/json";
    check();
    head.content_length = 1;
    check();
    EXPECT_EQ(statuses, (std::vector{404, 405, 411, 415, 413, 400}));
}

TEST(Route, EachPortHasItsOwnPaths) {
    EXPECT_EQ(refusal_of({.method = "GET", .path = "/livez", .has_host = true}).status, 404);
    EXPECT_EQ(refusal_of(good_head(), Site::health).status, 404);
    const auto refused = refusal_of({.method = "POST", .path = "/livez", .has_host = true}, Site::health);
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(refused.allow, "GET, HEAD");
}

TEST(Route, AMethodIsNotAPartOfTheAllowedOnes) {
    for (const auto* const method : {"", "GE", "GET,", "GET, HEAD", "EAD", "get"}) {
        EXPECT_EQ(refusal_of({.method = method, .path = "/livez", .has_host = true}, Site::health).status, 405)
            << method;
    }
}

TEST(Route, ALongPathIsNotRepeated) {
    const std::string path = "/" + std::string(5000, 'x');
    EXPECT_LT(refusal_of({.method = "GET", .path = path}).message.size(), 200U);
}

}  // namespace
}  // namespace server::http
