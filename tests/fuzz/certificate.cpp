// Certificates and keys from files that somebody is still writing, or wrote to do harm.
#include "certs/certificate.hpp"
#include "certs/pem.hpp"
#include "tests/fuzz/target.hpp"

#include <chrono>
#include <string>

namespace fuzz {
namespace {

void must_be_said(const certs::Failure& failure) {
    must(!failure.detail.empty() && !failure.detail.contains('\n'), "a failure is one line");
}

void check_certificate(const std::string& pem) {
    const auto facts = certs::inspect(pem);
    const auto only = certs::certificates_of(pem);
    if (!facts) {
        must(!only, "certificates that cannot be inspected cannot be passed on");
        return must_be_said(facts.error());
    }
    must(only && !only->contains("PRIVATE"), "certificates are passed on, and no key with them");
    const auto again = certs::inspect(*only);
    must(again && again->subject == facts->subject && again->not_after == facts->not_after &&
             again->dns_names == facts->dns_names,
         "what is passed on is the same certificate");
}

void check_key(const std::string& pem) {
    const auto key = certs::decode_key(pem, "key");
    if (!key) {
        must_be_said(key.error());
    }
    const auto context = certs::server_context({pem, pem}, {});
    must(key || !context, "nobody serves without a key");
    if (!context) {
        must_be_said(context.error());
    }
}

void check_pair(const std::string& pem) {
    const auto now = std::chrono::system_clock::from_time_t(1'800'000'000);
    const auto checked = certs::check_key_pair({pem, pem}, "tls.crt", "tls.key", {.dns_name = "localhost", .now = now});
    if (!checked) {
        must(checked.error().detail.starts_with("tls."), "a failure begins with the text's name");
        return must_be_said(checked.error());
    }
    const auto facts = certs::inspect(pem);
    must(facts && facts->not_before <= now && now < facts->not_after && !facts->dns_names.empty(),
         "a pair that may be served is valid and has names");
}

void check_client_ca(const std::string& pem) {
    certs::ServerSettings settings;
    settings.client_ca_pem = pem;
    const auto checked = certs::check_settings(settings);
    must(checked.has_value() == (pem.empty() || certs::certificates_of(pem).has_value()),
         "what holds certificates to its end can be demanded, and nothing else");
    if (!checked) must_be_said(checked.error());
}

}  // namespace

void try_input(std::string_view bytes) {
    const std::string pem(bytes);
    check_certificate(pem);
    check_key(pem);
    check_pair(pem);
    check_client_ca(pem);
}

}  // namespace fuzz
