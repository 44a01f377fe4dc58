#include "server/kube/credentials.hpp"

#include "server/telemetry/log.hpp"

#include <stdexcept>
#include <utility>

namespace server::kube {

using Fetched = std::expected<std::shared_ptr<const Identity>, TransportFailure>;

Credentials::Credentials(asio::any_io_executor executor, Configuration configuration, const Timing& timing)
    : executor_(std::move(executor)),
      configuration_(std::move(configuration)),
      timing_(timing),
      ca_(configuration_.ca),
      token_(configuration_.token),
      client_certificate_(configuration_.client_certificate),
      client_key_(configuration_.client_key) {
    for (auto* const each : {&ca_, &client_certificate_, &client_key_})
        if (const auto read = each->reread(); !read) throw std::runtime_error(read.error());
    if (const auto made = update_context(); !made) throw std::runtime_error(made.error());
}

asio::awaitable<Fetched> Credentials::fetch(Deadline& deadline) {
    if (Clock::now() >= next_check_) check_files();
    if (needs_plugin()) {
        const auto self = shared_from_this();
        if (const auto fresh = co_await await_plugin(deadline); !fresh) co_return std::unexpected(fresh.error());
    }
    co_return assemble();
}

void Credentials::check_files() {
    next_check_ = Clock::now() + timing_.reread;
    std::string complaints;
    for (auto* const each : {&ca_, &token_, &client_certificate_, &client_key_})
        if (const auto read = each->reread(); !read) complaints += (complaints.empty() ? "" : "; ") + read.error();
    log_once("files", complaints);
}

void Credentials::log_once(const std::string& about, const std::string& complaint) {
    if (complaint != std::exchange(logged_[about], complaint) && !complaint.empty())
        telemetry::log(telemetry::LogLevel::warning,
                       "credentials for the API server cannot be used; the last good ones stay in use",
                       {{"error", complaint}, {"configuration", configuration_.description}});
}

certs::ClientSettings Credentials::wanted() const {
    certs::ClientSettings settings{.ca_pem = ca_.bytes(),
                                   .is_verified = !configuration_.insecure_skip_tls_verify,
                                   .client_certificate = client_certificate_.bytes(),
                                   .client_key = client_key_.bytes()};
    if (!configuration_.client_certificate.is_set() && login_) {  // as client-go: a certificate of the file comes first
        settings.client_certificate = login_->client_certificate;
        settings.client_key = login_->client_key;
    }
    return settings;
}

/// Certificate and key are two files: between the writing of one and the other nothing matches, and the old context
/// stays.
std::expected<void, std::string> Credentials::update_context() {
    if (!configuration_.tls) return {};
    auto settings = wanted();
    if (tried_ == settings) return {};
    auto made = certs::client_context(settings);
    tried_ = std::move(settings);
    if (!made) return std::unexpected(made.error().detail);
    context_ = std::move(*made);
    log_once("TLS", "");
    return {};
}

/// The token to send: of the file, the last good one if that cannot be used; else the plugin's. None: there never was
/// one.
std::optional<std::string> Credentials::token() {
    if (!configuration_.token.is_set()) return login_ ? login_->token : std::string();
    auto token = usable_token(token_.bytes());
    log_once("token", token.empty() ? complaint_about_token() : "");
    if (!token.empty()) return token;
    return current_ ? std::optional(current_->token) : std::nullopt;
}

std::string Credentials::complaint_about_token() const {
    return "there is no usable token in " +
           (token_.is_file() ? configuration_.token.file.string() : configuration_.description);
}

Fetched Credentials::assemble() {
    auto token_now = token();
    if (!token_now)
        return std::unexpected(
            TransportFailure{.kind = TransportFailure::Kind::credentials, .detail = complaint_about_token()});
    if (const auto made = update_context(); !made) log_once("TLS", made.error());
    if (!current_ || current_->token != *token_now || current_->context != context_)
        current_ = std::make_shared<const Identity>(Identity{.token = std::move(*token_now), .context = context_});
    return current_;
}

void Credentials::refuse(const Identity& identity) {
    if (!current_ || identity.token != current_->token || identity.context != current_->context)
        return;  // somebody else's 401 has brought new ones already
    next_check_ = Clock::time_point::min();
    login_.reset();
}

}  // namespace server::kube
