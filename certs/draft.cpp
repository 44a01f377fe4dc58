#include "certs/draft.hpp"

namespace certs {
namespace {

// The clocks of two nodes differ; a fresh certificate must be valid on both.
constexpr std::chrono::minutes clock_skew{5};
constexpr int max_lifetime_days = 36'500;
constexpr int serial_bits = 159;        // RFC 5280, 4.1.2.2: positive, at most 20 octets
constexpr int end_of_common_name = 64;  // ub-common-name, RFC 5280 appendix A.1

bool set_serial(X509* certificate) {
    const BigNumber number(BN_new());
    return number && BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_subject(X509* certificate, const std::string& common_name) {
    if (common_name.empty()) return true;
    const auto* text = reinterpret_cast<const unsigned char*>(common_name.data());
    return X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), NID_commonName, MBSTRING_UTF8, text,
                                      static_cast<int>(common_name.size()), -1, 0) == 1;
}

bool set_times(X509* certificate, const Request& request) {
    // In seconds: the clock's nanoseconds end in 2262, the dates of a certificate do not.
    const auto from = std::chrono::system_clock::to_time_t(request.now - clock_skew);
    const auto days = std::chrono::seconds(std::chrono::days(request.lifetime_days));
    const auto to = std::chrono::system_clock::to_time_t(request.now) + days.count();
    return ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nullptr &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), to) != nullptr;
}

std::string complaint_about(const Request& request) {
    if (request.lifetime_days < 1 || request.lifetime_days > max_lifetime_days)
        return "a lifetime of " + std::to_string(request.lifetime_days) + " days is outside 1..36500";
    if (request.common_name.size() > end_of_common_name)
        return "the common name " + request.common_name + " is longer than 64 bytes";
    return {};
}

}  // namespace

Result<Key> make_key() {
    Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    if (!key) return failure("cannot make an ECDSA P-256 key");
    return key;
}

Result<Certificate> make_draft(const Request& request, EVP_PKEY* key) {
    if (const auto complaint = complaint_about(request); !complaint.empty()) return plain_failure(complaint);
    Certificate certificate(X509_new());
    const bool made = certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                      set_serial(certificate.get()) && set_subject(certificate.get(), request.common_name) &&
                      set_times(certificate.get(), request) && X509_set_pubkey(certificate.get(), key) == 1;
    if (!made) return failure("cannot make a certificate for " + request.common_name);
    return certificate;
}

}  // namespace certs
