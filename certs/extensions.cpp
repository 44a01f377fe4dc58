#include "certs/extensions.hpp"

#include "certs/host_name.hpp"

namespace certs {
namespace {

Result<void> add(X509* certificate, X509* issuer, int kind, const char* value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
        return failure(std::string("cannot add the extension ") + OBJ_nid2sn(kind));
    return {};
}

struct Named {
    int kind;
    const char* value;
};

Result<void> add_all(X509* certificate, X509* issuer, std::initializer_list<Named> extensions) {
    for (const auto& [kind, value] : extensions)
        if (auto added = add(certificate, issuer, kind, value); !added) return added;
    return {};
}

/// Takes over `value`.
bool push(const Names& names, int kind, void* value) {
    GENERAL_NAME* name = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(name, kind, value);
    return sk_GENERAL_NAME_push(names.get(), name) > 0;
}

/// Built from values, never from OpenSSL's text form `DNS:a,IP:b`: a name could bring a comma of its own.
Result<void> add_alternative_names(X509* leaf, const Request& request) {
    const Names names(GENERAL_NAMES_new());
    for (const auto& name : request.dns_names) {
        if (!is_host_name(name)) return plain_failure("`" + name + "` is not a DNS name in lower case");
        ASN1_IA5STRING* text = ASN1_IA5STRING_new();
        ASN1_STRING_set(text, name.data(), static_cast<int>(name.size()));
        if (!push(names, GEN_DNS, text)) return failure("cannot add the DNS name " + name);
    }
    for (const auto& address : request.ip_addresses) {
        ASN1_OCTET_STRING* bytes = is_ip_address(address) ? a2i_IPADDRESS(address.c_str()) : nullptr;
        if (bytes == nullptr) return plain_failure("`" + address + "` is not an IP address");
        if (!push(names, GEN_IPADD, bytes)) return failure("cannot add the IP address " + address);
    }
    if (sk_GENERAL_NAME_num(names.get()) == 0) return plain_failure("a leaf needs a DNS name or an IP address");
    const int critical = request.common_name.empty() ? 1 : 0;
    if (X509_add1_ext_i2d(leaf, NID_subject_alt_name, names.get(), critical, X509V3_ADD_DEFAULT) != 1)
        return failure("cannot add the alternative names");
    return {};
}

}  // namespace

Result<void> add_ca_extensions(X509* ca) {
    return add_all(ca, ca,
                   {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                    {NID_key_usage, "critical,keyCertSign,cRLSign"},
                    {NID_subject_key_identifier, "hash"},
                    {NID_authority_key_identifier, "keyid:always"}});
}

Result<void> add_leaf_extensions(X509* leaf, X509* issuer, const Request& request) {
    auto added = add_all(leaf, issuer,
                         {{NID_basic_constraints, "critical,CA:FALSE"},
                          {NID_key_usage, "critical,digitalSignature"},
                          {NID_ext_key_usage, "serverAuth"},
                          {NID_subject_key_identifier, "hash"}});
    // A foreign CA may have no key identifier to point at.
    if (added && X509_get0_subject_key_id(issuer) != nullptr)
        added = add(leaf, issuer, NID_authority_key_identifier, "keyid:always");
    if (!added) return added;
    return add_alternative_names(leaf, request);
}

}  // namespace certs
