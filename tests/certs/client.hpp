#pragma once

#include "certs/draft.hpp"
#include "certs/pem.hpp"
#include "tests/certs/made.hpp"

#include <chrono>
#include <string>

namespace certs::testing {

/// A caller's certificate, as we never issue one.
struct ClientRequest {
    std::string common_name = "kube-apiserver";
    const char* purposes = "clientAuth";  ///< extendedKeyUsage; nullptr: no such extension
    std::chrono::system_clock::time_point from = std::chrono::system_clock::now();
    bool is_ca = false;  ///< one that may sign others
};

inline KeyPair a_client_leaf(const KeyPair& ca, const ClientRequest& wanted = {}) {
    const auto key = make_key().value();
    Request request;
    request.common_name = wanted.common_name;
    request.lifetime_days = 1;
    request.now = wanted.from;
    const auto certificate = make_draft(request, key.get()).value();
    const auto issuer = parsed(ca.certificate_pem);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
    const auto add = [&](int nid, const char* value) {
        const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value));
        X509_add_ext(certificate.get(), extension.get(), -1);
    };
    if (wanted.is_ca) add(NID_basic_constraints, "critical,CA:TRUE");
    if (wanted.purposes != nullptr) add(NID_ext_key_usage, wanted.purposes);
    const auto signer = decode_key(ca.key_pem, "the CA's key").value();
    X509_sign(certificate.get(), signer.get(), EVP_sha256());
    return {encode_certificate(certificate).value(), encode_key(key).value()};
}

/// A CA that is valid now: OpenSSL verifies a peer by the machine's clock.
inline KeyPair a_ca_of_today(const std::string& common_name = "clients") {
    Request request;
    request.common_name = common_name;
    request.lifetime_days = 10;
    request.now = std::chrono::system_clock::now();
    return issue_ca(request).value();
}

}  // namespace certs::testing
