#include "core/iam/oidc_provider.hpp"
#include "core/iam/role_name.hpp"
#include "core/iam/subject.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using core::iam::decode_issuer;
using core::iam::decode_oidc_provider;
using core::iam::decode_subject;

TEST(OidcProvider, is_read_from_its_arn_and_written_back) {
    for (const std::string arn : {
             "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE",
             "arn:aws-cn:iam::111122223333:oidc-provider/oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLE",
             "arn:aws-us-gov:iam::111122223333:oidc-provider/oidc.eks.us-gov-west-1.amazonaws.com/id/EXAMPLE",
             "arn:aws:iam::111122223333:oidc-provider/kubernetes.example.com:6443",
             "arn:aws:iam::111122223333:oidc-provider/s3.eu-west-1.amazonaws.com/my-bucket/cluster-1",
             "arn:aws:iam::111122223333:oidc-provider/idp.example.com/a/",
         }) {
        const auto provider = decode_oidc_provider(arn);
        ASSERT_TRUE(provider) << provider.error().detail;
        EXPECT_EQ(provider->arn(), arn);
        EXPECT_EQ(provider->key("sub"), provider->issuer + ":sub");
    }
}

TEST(OidcProvider, says_what_is_wrong_with_an_arn) {
    const auto complaint = [](const char* arn) { return decode_oidc_provider(arn).error().detail; };
    EXPECT_NE(complaint("arn:aws:iam::11112222:oidc-provider/x.example").find("twelve digits"), std::string::npos);
    EXPECT_NE(complaint("arn:awsx:iam::111122223333:oidc-provider/x.example").find("partition"), std::string::npos);
    EXPECT_NE(complaint("arn:aws:iam::111122223333:oidc-provider/https://x.example").find("oidc-provider/x.example"),
              std::string::npos);
    EXPECT_NE(complaint("arn:aws:iam::111122223333:role/x").find("oidc-provider/<issuer"), std::string::npos);
    EXPECT_NE(complaint("arn:aws:iam::111122223333:oidc-provider/oidc.example/id/${ID}").find("character"),
              std::string::npos);
    EXPECT_NE(complaint("").find("oidc-provider"), std::string::npos);
    EXPECT_FALSE(decode_oidc_provider("arn:aws:iam:us-east-1:111122223333:oidc-provider/x.example"));
    EXPECT_FALSE(decode_oidc_provider("arn:aws:iam::111122223333:oidc-provider/"));
}

TEST(Issuer, loses_its_scheme_and_nothing_else) {
    EXPECT_EQ(decode_issuer("https://oidc.example.com:8443/a/b/"), "oidc.example.com:8443/a/b/");
    EXPECT_EQ(decode_issuer("oidc.example.com"), "oidc.example.com");
}

TEST(Issuer, is_refused_when_no_provider_can_have_it) {
    for (const char* url : {"http://x.example", "https://", "", "https://x.example?a=b", "https://x.example#f",
                            "https://x y", "https:///path", "https://x.example/<id>", "ftp://x.example"}) {
        EXPECT_FALSE(decode_issuer(url)) << url;
    }
}

TEST(ConditionKey, is_compared_without_regard_to_case) {
    EXPECT_TRUE(core::iam::is_same_key("OIDC.example:SUB", "oidc.example:sub"));
    EXPECT_FALSE(core::iam::is_same_key("oidc.example:sub", "oidc.example:sub2"));
}

TEST(Subject, is_read_long_or_short) {
    for (const char* text : {"team-a:default-editor", "system:serviceaccount:team-a:default-editor"}) {
        const auto subject = decode_subject(text);
        ASSERT_TRUE(subject);
        EXPECT_EQ(subject->text(), "system:serviceaccount:team-a:default-editor");
        EXPECT_FALSE(subject->is_pattern());
    }
}

TEST(Subject, may_be_a_pattern_of_service_accounts) {
    for (const char* text : {"a:ws-*", "a:*", "a:ws-?", "a:x.*"}) {
        const auto subject = decode_subject(text);
        ASSERT_TRUE(subject) << text;
        EXPECT_TRUE(subject->is_pattern());
    }
}

TEST(Subject, never_takes_a_wildcard_for_a_namespace) {
    for (const char* text : {"*:default-editor", "team-*:default-editor", "system:serviceaccount:*:x", "tea?:x"}) {
        const auto subject = decode_subject(text);
        ASSERT_FALSE(subject) << text;
        EXPECT_NE(subject.error().detail.find("lets other teams in"), std::string::npos) << subject.error().detail;
    }
}

TEST(Subject, is_refused_when_kubernetes_has_no_such_name) {
    for (const char* text : {"", "a", ":", "a:", ":b", "A:b", "a:B", "a:b:c", "system:serviceaccount:a", "a b:c",
                             "a:-b", "a:ws-*-", "system:serviceaccounts:a:b", "a_b:c", "a:b/c"}) {
        EXPECT_FALSE(decode_subject(text)) << text;
    }
}

TEST(RoleName, is_held_to_the_rules_of_iam) {
    EXPECT_EQ(core::iam::role_name_complaint("Kubeflow+=,.@_-1"), "");
    EXPECT_NE(core::iam::role_name_complaint(""), "");
    EXPECT_NE(core::iam::role_name_complaint("a b"), "");
    EXPECT_NE(core::iam::role_name_complaint("a/b"), "");
    EXPECT_EQ(core::iam::role_name_complaint(std::string(64, 'a')), "");
    EXPECT_NE(core::iam::role_name_complaint(std::string(65, 'a')), "");
}

TEST(RolePath, is_held_to_the_rules_of_iam) {
    EXPECT_EQ(core::iam::role_path_complaint("/"), "");
    EXPECT_EQ(core::iam::role_path_complaint("/kubeflow/profiles/"), "");
    for (const char* path : {"", "kubeflow/", "/kubeflow", "/a//b/", "/a*/", "/a b/"}) {
        EXPECT_NE(core::iam::role_path_complaint(path), "") << path;
    }
    EXPECT_NE(core::iam::role_path_complaint("/" + std::string(511, 'a') + "/"), "");
}

TEST(RoleName, is_cut_without_clashes) {
    EXPECT_EQ(core::iam::cut_role_name("short"), "short");
    EXPECT_EQ(core::iam::cut_role_name(std::string(64, 'a')), std::string(64, 'a'));
    std::set<std::string> names;
    for (int i = 0; i < 1'000; ++i) {
        const auto name = core::iam::cut_role_name("kubeflow-profile-" + std::string(60, 'x') + std::to_string(i));
        EXPECT_EQ(name.size(), 64U);
        EXPECT_EQ(core::iam::role_name_complaint(name), "");
        names.insert(name);
    }
    EXPECT_EQ(names.size(), 1'000U);
}

}  // namespace
