#include "certs/openssl.hpp"
#include "certs/pem.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <arpa/inet.h>

namespace certs {
namespace {

std::string to_string(const ASN1_STRING* string) {
    const auto* data = ASN1_STRING_get0_data(string);
    return {data, data + ASN1_STRING_length(string)};
}

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Empty when it is neither four nor sixteen bytes.
std::string ip_address(const ASN1_OCTET_STRING* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int size = ASN1_STRING_length(address);
    if (size != 4 && size != 16) return {};
    inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(address), text.data(), text.size());
    return text.data();
}

void add_alternative_names(Facts& facts, const X509* certificate) {
    const Names names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) facts.dns_names.push_back(lower_case(to_string(name->d.dNSName)));
        if (name->type == GEN_IPADD) facts.ip_addresses.push_back(ip_address(name->d.iPAddress));
    }
}

}  // namespace

Result<Facts> inspect(const std::string& certificate_pem) {
    const auto certificates = decode_certificates(certificate_pem, "the certificate");
    if (!certificates) return std::unexpected(certificates.error());
    X509* certificate = certificates->front().get();
    Facts facts;
    facts.subject = to_text(X509_get_subject_name(certificate));
    add_alternative_names(facts, certificate);
    facts.not_before = to_time_point(X509_get0_notBefore(certificate));
    facts.not_after = to_time_point(X509_get0_notAfter(certificate));
    facts.is_ca = X509_check_ca(certificate) == 1;
    return facts;
}

Result<std::string> certificates_of(const std::string& pem) {
    const auto certificates = decode_certificates(pem, "the certificate");
    if (!certificates) return std::unexpected(certificates.error());
    std::string only;
    for (const auto& certificate : *certificates) {
        const auto encoded = encode_certificate(certificate);
        if (!encoded) return encoded;
        only += *encoded;
    }
    return only;
}

}  // namespace certs
