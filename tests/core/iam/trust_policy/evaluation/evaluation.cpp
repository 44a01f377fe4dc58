#include "tests/core/iam/trust_policy/evaluation/evaluation.hpp"

#include <gtest/gtest.h>

namespace tests {

using namespace core::iam::trust_policy;
using namespace core::iam::trust_policy::evaluation;

namespace {

std::string statement(const std::string& effect, const std::string& conditions) {
    return R"({"Effect":")" + effect + R"(","Principal":{"Federated":")" + provider_arn() +
           R"("},"Action":"sts:AssumeRoleWithWebIdentity","Condition":)" + conditions + "}";
}

}  // namespace

Claims token(Context context) {
    return {.issuer = issuer,
            .provider_arn = provider_arn(),
            .subject = "system:serviceaccount:team-a:default-editor",
            .audience = "sts.amazonaws.com",
            .context = std::move(context)};
}

std::string provider_arn() { return std::string("arn:aws:iam::111122223333:oidc-provider/") + issuer; }

Evaluation evaluation(const std::string& statements, const Claims& claims, const std::string& version) {
    const auto document = decode_document(R"({"Version":")" + version + R"(","Statement":[)" + statements + "]}");
    EXPECT_TRUE(document) << statements << "\n" << (document ? "" : to_text(document.error()));
    return document ? evaluate(*document, claims) : Evaluation{};
}

std::string allow(const std::string& conditions) { return statement("Allow", conditions); }
std::string deny(const std::string& conditions) { return statement("Deny", conditions); }

Answer ask(const std::string& operator_name, const std::string& key, const std::string& values, const Context& context,
           const std::string& version) {
    const auto found =
        evaluation(allow("{\"" + operator_name + "\":{\"" + key + "\":" + values + "}}"), token(context), version);
    return found.statements.size() == 1 ? found.statements[0].applies : Answer::depends;
}

}  // namespace tests
