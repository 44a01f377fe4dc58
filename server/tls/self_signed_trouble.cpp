#include "server/tls/self_signed_trouble.hpp"

#include "server/telemetry/log.hpp"

namespace server::tls {
namespace {

constexpr std::chrono::minutes reminder{1};

}  // namespace

void Trouble::is(const std::string& kind, std::string text, Instant now) {
    const bool is_news = text_.empty() || kind != kind_ || now - said_at_ >= reminder;
    kind_ = kind;
    text_ = std::move(text);
    if (!is_news) return;
    said_at_ = now;
    telemetry::log(telemetry::LogLevel::warning, text_);
}

void Trouble::ends() {
    if (text_.empty()) return;
    text_.clear();
    telemetry::log(telemetry::LogLevel::info, over_);
}

}  // namespace server::tls
