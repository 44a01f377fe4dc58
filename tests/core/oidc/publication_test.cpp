#include "core/oidc/publication.hpp"
#include "core/oidc/steps.hpp"
#include "tests/core/oidc/made.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using core::check::Level;
using core::oidc::Key;
using core::oidc::PublicationRequest;
using core::oidc::publish;
using oidc_made::says;

/// As a fresh cluster says it, with the API server's own address as jwks_uri.
PublicationRequest request(const std::string& issuer = oidc_made::issuer) {
    PublicationRequest made{.api_server = {oidc_made::discovery(issuer), oidc_made::set_of({"a"})}};
    made.api_server.discovery.key_set_url = "https://10.0.0.1:6443/openid/v1/jwks";
    made.api_server.discovery.authorization_endpoint.clear();
    made.api_server.discovery.claims.clear();
    return made;
}

std::string refusal(const PublicationRequest& of) {
    const auto published = publish(of);
    return published ? "" : published.error().detail;
}

TEST(OidcPublication, IsWhatVerifiersNeed) {
    const auto published = publish(request());
    ASSERT_TRUE(published) << published.error().detail;
    EXPECT_EQ(published->documents.discovery, oidc_made::discovery());
    EXPECT_EQ(published->documents.key_set, oidc_made::set_of({"a"}));
    EXPECT_EQ(published->discovery_path, ".well-known/openid-configuration");
    EXPECT_EQ(published->key_set_path, "openid/v1/jwks");
    EXPECT_EQ(published->previous_issuer, "");
    EXPECT_TRUE(published->remarks.empty());
}

// What is rendered passes the check, whatever was rendered.
TEST(OidcPublication, PassesItsOwnCheck) {
    PublicationRequest with_next = request();
    with_next.next_keys = {oidc_made::elliptic_curve("b")};
    for (const auto& each : {request(), with_next}) {
        const auto published = publish(each);
        ASSERT_TRUE(published);
        const auto findings =
            core::oidc::compare({.published = published->documents, .api_server = each.api_server, .next_key_id = "b"});
        EXPECT_EQ(oidc_made::worst(findings), Level::ok) << oidc_made::shown(findings);
    }
}

TEST(OidcPublication, HoldsTheNextKeysAndTheirAlgorithms) {
    PublicationRequest with_next = request();
    with_next.next_keys = {oidc_made::elliptic_curve("b"), oidc_made::rsa("a")};
    const auto published = publish(with_next);
    ASSERT_TRUE(published) << published.error().detail;
    ASSERT_EQ(published->documents.key_set.keys.size(), 2U) << "the API server knows a already";
    EXPECT_EQ(published->documents.key_set.keys[1], oidc_made::elliptic_curve("b"));
    EXPECT_EQ(published->documents.discovery.algorithms, (std::vector<std::string>{"RS256", "ES256"}));
    ASSERT_EQ(published->next_keys.size(), 1U);
    EXPECT_EQ(published->next_keys[0].id, "b");
}

TEST(OidcPublication, LeavesRetiredKeysOut) {
    PublicationRequest retiring = request();
    retiring.api_server.key_set = oidc_made::set_of({"a", "b"});
    retiring.retired = {"a"};
    const auto published = publish(retiring);
    ASSERT_TRUE(published);
    EXPECT_EQ(published->documents.key_set, oidc_made::set_of({"b"}));
    EXPECT_TRUE(says(published->remarks, Level::warn, "key", "still verifies with the retired key \"a\""));
    retiring.retired = {"c"};
    EXPECT_NE(refusal(retiring).find("no key has the kid \"c\""), std::string::npos);
    retiring.retired = {"a", "b"};
    EXPECT_EQ(refusal(retiring), "no key is left to publish");
}

TEST(OidcPublication, MovesToAnotherIssuer) {
    PublicationRequest moving = request("https://kubernetes.default.svc.cluster.local");
    EXPECT_NE(refusal(moving).find("oidc render --issuer"), std::string::npos) << refusal(moving);
    moving.issuer = oidc_made::issuer;
    moving.key_set_url = std::string(oidc_made::issuer) + "/keys.json";
    const auto published = publish(moving);
    ASSERT_TRUE(published) << published.error().detail;
    EXPECT_EQ(published->previous_issuer, "https://kubernetes.default.svc.cluster.local");
    EXPECT_EQ(published->key_set_path, "keys.json");
    EXPECT_EQ(api_server_flags(*published),
              (std::vector<std::string>{"--service-account-issuer=" + std::string(oidc_made::issuer),
                                        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                                        "--service-account-jwks-uri=" + moving.key_set_url}));
}

TEST(OidcPublication, RefusesAKeySetElsewhere) {
    for (const char* url : {"https://keys.example.com/jwks", "https://s3.eu-central-1.amazonaws.com/oidc-team",
                            "https://s3.eu-central-1.amazonaws.com/oidc-team/../x", "keys.json",
                            "https://s3.eu-central-1.amazonaws.com/oidc-team/.well-known/openid-configuration",
                            "https://s3.eu-central-1.amazonaws.com/oidc-team/k?v=1"}) {
        PublicationRequest elsewhere = request();
        elsewhere.key_set_url = url;
        EXPECT_NE(refusal(elsewhere).find("must lie below the issuer"), std::string::npos) << url;
    }
}

TEST(OidcPublication, RefusesKeysThatMustNotOrCannotBePublished) {
    const auto refuses = [](auto change, std::string_view words) {
        PublicationRequest wrong = request();
        change(wrong.api_server.key_set.keys.front());
        EXPECT_NE(refusal(wrong).find(words), std::string::npos) << words << ": " << refusal(wrong);
    };
    refuses([](Key& key) { key.private_member = "d"; }, "holds its private part");
    refuses([](Key& key) { key.id = ""; }, "has no kid");
    refuses([](Key& key) { key.fault = "n is missing"; }, "cannot be published: n is missing");
    PublicationRequest clash = request();
    clash.next_keys = {oidc_made::elliptic_curve("a")};
    EXPECT_NE(refusal(clash).find("two different keys have the kid \"a\""), std::string::npos);
}

TEST(OidcSteps, UploadToS3WhereTheIssuerIs) {
    const auto upload = [](const std::string& issuer, const std::string& folder = "out") {
        return upload_commands(publish(request(issuer)).value(), {.folder = folder});
    };
    EXPECT_EQ(
        upload("https://s3.eu-central-1.amazonaws.com/oidc-team"),
        (std::vector<std::string>{
            "aws s3 cp --content-type application/json --region eu-central-1 out/openid/v1/jwks "
            "s3://oidc-team/openid/v1/jwks",
            "aws s3 cp --content-type application/json --region eu-central-1 out/.well-known/openid-configuration "
            "s3://oidc-team/.well-known/openid-configuration"}));
    EXPECT_EQ(upload("https://oidc-team.s3.amazonaws.com/a/b", "my files/").front(),
              "aws s3 cp --content-type application/json 'my files/openid/v1/jwks' s3://oidc-team/a/b/openid/v1/jwks");
    EXPECT_TRUE(upload("https://oidc.example.com").empty());
}

TEST(OidcSteps, LeadFromTheFilesToTheCheck) {
    PublicationRequest with_next = request("https://oidc.example.com/team");
    with_next.next_keys = {oidc_made::rsa("-b")};
    const auto all = steps(publish(with_next).value(), {.folder = "out"});
    ASSERT_EQ(all.size(), 5U);
    EXPECT_TRUE(all[0].commands.empty());
    EXPECT_EQ(all[0].notes[0], "out/openid/v1/jwks belongs at https://oidc.example.com/team/openid/v1/jwks");
    EXPECT_EQ(all[2].commands[0],
              "aws iam create-open-id-connect-provider --url https://oidc.example.com/team --client-id-list "
              "sts.amazonaws.com");
    EXPECT_EQ(all[4].commands[0], "profile-iam-webhook oidc check --published=out --kubeconfig=FILE --next-kid=-b");
}

}  // namespace
