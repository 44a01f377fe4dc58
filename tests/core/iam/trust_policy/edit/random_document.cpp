#include "tests/core/iam/trust_policy/edit/random_document.hpp"

#include "tests/core/iam/trust_policy/edit/random_text.hpp"

#include <algorithm>

namespace tests::trust_policy {
namespace {

using core::iam::OidcProvider;
using core::iam::Subject;
using core::iam::trust_policy::edit::Grant;
using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

const std::vector<OidcProvider> providers = {
    {"aws", "111122223333", "oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D"},
    {"aws", "444455556666", "oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D"},
    {"aws", "111122223333", "oidc.eks.eu-west-1.amazonaws.com/id/0a1b2c3d"},
    {"aws", "111122223333", "s3.eu-west-1.amazonaws.com/keys-of-cluster"},
    {"aws-cn", "111122223333", "s3.cn-north-1.amazonaws.com.cn/keys-of-cluster"},
    {"aws-us-gov", "111122223333", "kubernetes.example.com:6443/a/b/"},
};
const Texts audiences = {"sts.amazonaws.com", "sts.amazonaws.com.cn", "kubernetes"};
const std::vector<Subject> subjects = {{"team-a", "default-editor"}, {"team-a", "default-viewer"}, {"team-a", "ws-1"},
                                       {"team-b", "default-editor"}, {"team-b", "ws-1"},           {"team-b", "ws-22"}};
const std::vector<Subject> patterns = {{"team-a", "ws-*"}, {"team-a", "*"}, {"team-b", "ws-?"}, {"team-b", "ws-*"}};
const Texts odd_subjects = {"system:serviceaccount:*:default-editor",
                            "system:serviceaccount:team-?:ws-1",
                            "system:serviceaccount:*",
                            "*",
                            "system:serviceaccount:team-a:${aws:PrincipalTag/name}",
                            "system:serviceaccount:team-a:ws-${*}",
                            "SYSTEM:serviceaccount:team-a:ws-1",
                            "système:serviceaccount:équipe:\"éditeur\"\n"};

class Maker {
public:
    explicit Maker(Dice& dice) : dice_(dice), near_{dice.pick(providers), dice.pick(providers)} {}

    Json document() {
        Json document = Json::object();
        if (dice_.one_in(6)) {
            document["Id"] = "trust-of-\u00e9quipe";
        }
        if (!dice_.one_in(6)) {
            document["Version"] = dice_.one_in(4) ? "2008-10-17" : "2012-10-17";
        }
        document["Statement"] = statements();
        note(document, "x-note");
        return document;
    }

    Grant grant() {
        Grant grant{provider(), dice_.one_in(4) ? dice_.pick(patterns) : dice_.pick(subjects)};
        grant.audience = dice_.one_in(3) ? dice_.pick(audiences) : audiences.front();
        return grant;
    }

private:
    const OidcProvider& provider() { return dice_.one_in(3) ? near_.back() : near_.front(); }

    Json statements() {
        const std::size_t count = dice_.below(4);
        if (count < 2 && dice_.one_in(2)) {
            return statement();
        }
        Json list = Json::array();
        for (std::size_t i = 0; i < count; ++i) {
            list.push_back(statement());
        }
        return list;
    }

    Json statement() {
        Json statement = Json::object();
        if (dice_.one_in(4)) {
            statement["Sid"] = "Ünïcode \u2028 \"and\" quotes/slashes";
        }
        dice_.one_in(2) ? fill_wild(statement) : fill_usual(statement);
        note(statement, "x-note");
        return statement;
    }

    /// What everybody writes, perhaps with one thing that is different.
    void fill_usual(Json& statement) {
        const OidcProvider& provider = this->provider();
        statement["Effect"] = dice_.one_in(12) ? "Deny" : "Allow";
        statement["Principal"] = {{"Federated", scalar_or_list({provider.arn()})}};
        statement["Action"] = dice_.one_in(4) ? actions() : scalar_or_list({"sts:AssumeRoleWithWebIdentity"});
        const std::string op = dice_.one_in(3) ? "StringLike" : "StringEquals";
        Json& condition = statement["Condition"] = Json::object();
        set(condition, "StringEquals", spelled(provider.key("aud")), scalar_or_list({some_audience()}));
        set(condition, op, spelled(provider.key("sub")), subject_values());
        if (dice_.one_in(8)) {
            add_condition(condition);
        }
    }

    void fill_wild(Json& statement) {
        statement["Effect"] = dice_.one_in(5) ? "Deny" : "Allow";
        statement[dice_.one_in(15) ? "NotPrincipal" : "Principal"] = principal();
        statement[dice_.one_in(10) ? "NotAction" : "Action"] = actions();
        if (!dice_.one_in(8)) {
            Json& condition = statement["Condition"] = Json::object();
            for (std::size_t i = 0, count = dice_.below(4); i < count; ++i) {
                add_condition(condition);
            }
        }
    }

    Json principal() {
        if (dice_.one_in(12)) {
            return "*";
        }
        Json principal = Json::object();
        if (!dice_.one_in(12)) {
            Texts arns = {dice_.pick(near_).arn()};
            if (dice_.one_in(3)) {
                arns.push_back(dice_.pick(providers).arn());
            }
            principal["Federated"] = dice_.one_in(12) ? Json("*") : scalar_or_list(arns);
        }
        if (principal.empty() || dice_.one_in(6)) {
            principal["AWS"] = dice_.pick<Json>({"*", "arn:aws:iam::111122223333:root", Json::array({"111122223333"})});
        }
        if (dice_.one_in(8)) {
            principal["Service"] = scalar_or_list({"ec2.amazonaws.com"});
        }
        return principal;
    }

    Json actions() {
        Texts actions = {dice_.pick<std::string>({"sts:AssumeRoleWithWebIdentity", "STS:assumerolewithwebidentity"})};
        if (dice_.one_in(3)) {
            actions.push_back(dice_.pick<std::string>({"sts:TagSession", "sts:setsourceidentity", "sts:AssumeRole"}));
        }
        if (dice_.one_in(8)) {
            actions = {dice_.pick<std::string>({"sts:*", "sts:AssumeRole*", "*", "sts:AssumeRole", "sts:TagSession"})};
        }
        return scalar_or_list(actions);
    }

    void add_condition(Json& condition) {
        const OidcProvider& provider = dice_.pick(near_);
        const std::string key = spelled(provider.key(dice_.one_in(3) ? "aud" : "sub"));
        std::string op =
            dice_.pick<std::string>({"StringEquals", "StringEquals", "StringLike", "StringLike", "stringequals",
                                     "StringEqualsIgnoreCase", "StringNotEquals", "StringNotLike", "Null",
                                     "ForAnyValue:StringEquals", "ForAnyValue:StringLike", "ForAllValues:StringLike"});
        op += op != "Null" && dice_.one_in(6) ? "IfExists" : "";
        if (op == "Null") {
            set(condition, op, key, dice_.pick<Json>({"true", "false", true, false}));
        } else if (dice_.one_in(6)) {
            set(condition, "IpAddress", "aws:SourceIp", "10.0.0.0/8");
        } else {
            set(condition, op, key, same(key.substr(key.size() - 3), "aud") ? audience_values() : subject_values());
        }
    }

    static bool same(const std::string& left, const std::string& right) { return core::iam::is_same_key(left, right); }

    /// Unless operator or key stand there in another case: IAM takes both for the same, and so for a repetition.
    static void set(Json& condition, const std::string& op, const std::string& key, const Json& values) {
        for (const auto& [other_op, keys] : condition.items()) {
            if (same(op, other_op) && op != other_op) {
                return;
            }
            for (const auto& [other_key, value] : keys.items()) {
                if (op == other_op && same(key, other_key)) {
                    return;
                }
            }
        }
        condition[op][key] = values;
    }

    std::string some_audience() { return dice_.one_in(4) ? dice_.pick(audiences) : audiences.front(); }

    Json audience_values() {
        Texts values = {some_audience()};
        if (dice_.one_in(3)) {
            values.push_back(dice_.one_in(3) ? "sts.*" : some_audience());
        }
        return scalar_or_list(values);
    }

    Json subject_values() {
        Texts values;
        for (std::size_t i = 0, count = 1 + dice_.below(3); i < count; ++i) {
            values.push_back(dice_.one_in(6) ? dice_.pick(odd_subjects)
                                             : (dice_.one_in(4) ? dice_.pick(patterns) : dice_.pick(subjects)).text());
        }
        return dice_.one_in(25) ? Json::array() : scalar_or_list(values);
    }

    Json scalar_or_list(const Texts& values) {
        return values.size() == 1 && dice_.one_in(2) ? Json(values.front()) : Json(values);
    }

    std::string spelled(std::string key) {
        if (dice_.one_in(8)) {
            std::ranges::transform(key, key.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
        }
        return key;
    }

    void note(Json& object, const char* key) {
        if (dice_.one_in(6)) {
            object[key] = dice_.pick<Json>({"x", "日本語 😀 \\ \"", Json::array(), Json::object(),
                                            Json::object({{"Statement", Json::array({1, -2.5e3, nullptr, true})}})});
        }
    }

    Dice& dice_;
    std::vector<OidcProvider> near_;
};

}  // namespace

Trial random_trial(unsigned seed) {
    Dice dice(seed);
    Maker maker(dice);
    const Json document = maker.document();
    std::string text = random_text(document, dice);
    Trial trial{seed, std::move(text), maker.grant(), {}};
    for (std::size_t i = dice.below(6); i >= 4; --i) {
        trial.earlier.push_back(maker.grant());
    }
    return trial;
}

std::vector<Caller> callers(const Trial& trial) {
    Dice dice(trial.seed + 1);
    const Grant& grant = trial.grant;
    std::vector<Caller> all;
    for (const std::string& audience : audiences) {
        all.push_back({grant.provider, grant.subject.is_pattern() ? subjects.front() : grant.subject, audience});
        for (int i = 0; i < 4; ++i) {
            all.push_back({grant.provider, dice.pick(subjects), audience});
        }
    }
    for (const OidcProvider& provider : providers) {
        all.push_back({provider, grant.subject.is_pattern() ? dice.pick(subjects) : grant.subject, grant.audience});
        all.push_back({provider, dice.pick(subjects), dice.pick(audiences)});
    }
    return all;
}

}  // namespace tests::trust_policy
