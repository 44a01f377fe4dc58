#include "tests/certs/rotation/knowledge.hpp"

namespace certs::rotation::testing {
namespace {

std::string key_of(const std::optional<Contents>& contents) {
    if (!contents) return "none;";
    std::string key;
    for (const auto& [name, value] : encode_data(*contents)) key += value + ";";
    for (const auto& [name, value] : encode_annotations(*contents)) key.append(name).append("=").append(value) += ";";
    return key;
}

std::string key_of(const Situation& situation) {
    std::string key = key_of(situation.secret) + "|" + key_of(situation.remembered) + "|";
    for (const auto& bundle : situation.bundles) key += bundle + ";";
    return key + "|" + situation.served.certificate_pem + "|" + situation.served.key_pem;
}

}  // namespace

Findings Knowledge::find(const Situation& situation) {
    auto [found, is_new] = findings_.try_emplace(key_of(situation));
    if (is_new) {
        found->second = examine(situation, settings_);
        ++looks;
    }
    Findings findings = found->second;
    findings.bundles_since = situation.bundles_since;
    return findings;
}

bool Knowledge::trusts(const std::string& bundle, const std::string& certificate_pem) {
    auto [found, is_new] = trust_.try_emplace(bundle + "|" + certificate_pem);
    if (is_new)
        if (const auto authorities = read_authorities(bundle, "the caBundle"))
            found->second = issuer_of(certificate_pem, *authorities).has_value();
    return found->second;
}

Life Knowledge::life(const std::string& certificate_pem) {
    auto [found, is_new] = lives_.try_emplace(certificate_pem);
    if (is_new) found->second = life_of(inspect(certificate_pem).value());
    return found->second;
}

}  // namespace certs::rotation::testing
