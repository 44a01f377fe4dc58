#include "server/tls/serving.hpp"

#include "certs/time_text.hpp"
#include "server/telemetry/log.hpp"

#include <exception>
#include <stdexcept>
#include <utility>

namespace server::tls {
namespace {

constexpr const char* pair_check = "certificate";
constexpr const char* client_ca_check = "client_ca";
constexpr const char* stays = " cannot be used, the last good one stays in use: ";

}  // namespace

Serving::Serving(std::unique_ptr<KeySource> source, ServingOptions options, telemetry::Metrics& metrics,
                 telemetry::Readiness& readiness)
    : options_(std::move(options)),
      metrics_(metrics),
      readiness_(readiness),
      source_(std::move(source)),
      pair_offer_(telemetry::CertificateRole::server, "certificate", metrics.certificates()) {
    readiness_.not_ready(pair_check, "no certificate is loaded yet");
    if (const auto settings = certs::check_settings(options_.settings); !settings)
        throw std::runtime_error("TLS cannot be set up: " + settings.error().detail);
    if (!options_.client_ca_file.empty()) {
        client_ca_offer_.emplace(telemetry::CertificateRole::client_ca, "client CA", metrics.certificates());
        if (const auto taken = take_client_ca(); !taken)
            throw std::runtime_error("the client CA cannot be used: " + taken.error().detail);
        judge_client_ca();
    }
    const auto taken = take_pair();
    if (!taken && !options_.waits_for_first_pair)
        throw std::runtime_error("the server's certificate cannot be used: " + taken.error().detail);
    if (!taken) pair_offer_.refused(taken.error().detail, {});
    judge_pair();
}

Serving::~Serving() = default;  // the thread is the last member, so it ends first

void Serving::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Serving::run(const std::stop_token& stop) {
    for (;;) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, options_.poll_interval, [] { return false; });
        if (stop.stop_requested()) return;
        try {
            refresh();
        } catch (const std::exception& error) {  // out of memory, say: the next second may be better
            pair_offer_.refused(error.what(), pair_in_use_until());
        }
    }
}

void Serving::refresh() {
    if (client_ca_offer_) {
        if (const auto taken = take_client_ca(); !taken)
            client_ca_offer_->refused(taken.error().detail, certs::to_text(client_ca_.not_after));
        judge_client_ca();
    }
    if (const auto taken = take_pair(); !taken) pair_offer_.refused(taken.error().detail, pair_in_use_until());
    judge_pair();
}

certs::Result<void> Serving::take_pair() {
    auto pair = source_->pair(options_.now());
    if (!pair) return std::unexpected(pair.error());
    if (*pair != served_) return use(std::move(*pair));
    pair_offer_.unchanged();
    return {};
}

certs::Result<void> Serving::use(certs::KeyPair pair) {
    auto context = certs::server_context(pair, options_.settings);
    if (!context) return std::unexpected(context.error());
    const auto facts = certs::inspect(pair.certificate_pem);
    if (!facts) return std::unexpected(facts.error());
    context_.publish(std::move(*context));
    served_ = std::move(pair);
    expires_ = facts->not_after;
    pair_offer_.taken();
    metrics_.certificate_expires(expires_);
    telemetry::log(telemetry::LogLevel::info, "a new certificate is in use",
                   {{"subject", facts->subject}, {"expires", certs::to_text(expires_)}});
    return {};
}

certs::Result<void> Serving::take_client_ca() {
    auto ca = certs::load_client_ca(options_.client_ca_file, options_.now());
    if (!ca) return std::unexpected(ca.error());
    if (ca->pem != client_ca_.pem) return use(std::move(*ca));
    client_ca_offer_->unchanged();
    return {};
}

/// Whole as well: the context with the pair in use, or, before there is one, a trial that is thrown away.
certs::Result<void> Serving::use(certs::ClientCa ca) {
    auto settings = options_.settings;
    settings.client_ca_pem = ca.pem;
    if (context_.current() == nullptr) {
        if (const auto checked = certs::check_settings(settings); !checked) return std::unexpected(checked.error());
    } else {
        auto context = certs::server_context(served_, settings);
        if (!context) return std::unexpected(context.error());
        context_.publish(std::move(*context));
    }
    options_.settings = std::move(settings);
    client_ca_ = std::move(ca);
    client_ca_offer_->taken();
    metrics_.certificates().client_ca_expires(client_ca_.not_after);
    telemetry::log(telemetry::LogLevel::info, "callers need a certificate of a client CA that has been loaded",
                   {{"file", options_.client_ca_file}, {"expires", certs::to_text(client_ca_.not_after)}});
    return {};
}

/// Empty while there is none.
std::string Serving::pair_in_use_until() const {
    return served_.key_pem.empty() ? std::string() : certs::to_text(expires_);
}

void Serving::judge_pair() {
    const auto& complaint = pair_offer_.complaint();
    const auto because = complaint.empty() ? std::string() : "; " + complaint;
    if (served_.key_pem.empty())
        readiness_.not_ready(pair_check, "there is no certificate yet" + because);
    else if (options_.now() >= expires_)
        readiness_.not_ready(pair_check, "the certificate in use expired at " + certs::to_text(expires_) + because);
    else
        readiness_.ready(pair_check,
                         complaint.empty() ? source_->remark() : "the offered certificate" + (stays + complaint));
}

void Serving::judge_client_ca() {
    const auto& complaint = client_ca_offer_->complaint();
    if (options_.now() >= client_ca_.not_after)
        readiness_.not_ready(client_ca_check, "every client CA in use has expired, the last one at " +
                                                  certs::to_text(client_ca_.not_after) +
                                                  (complaint.empty() ? "" : "; " + complaint));
    else
        readiness_.ready(client_ca_check,
                         complaint.empty() ? std::string() : "the offered client CA" + (stays + complaint));
}

}  // namespace server::tls
