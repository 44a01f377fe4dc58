#include "server/tls/self_signed_trouble.hpp"

#include "server/telemetry/log.hpp"

namespace server::tls {
namespace {

constexpr std::chrono::minutes reminder{1};

}  // namespace

void Trouble::is(const std::string& kind, std::string text, Instant now) {
    const bool is_news = kind != kind_ || said_at_ == Instant() || now - said_at_ >= reminder;
    kind_ = kind;
    text_ = std::move(text);
    if (!is_news) return;
    said_at_ = now;
    is_said_ = true;
    telemetry::log(telemetry::LogLevel::warning, text_);
}

void Trouble::ends() {
    if (text_.empty()) return;
    text_.clear();
    if (std::exchange(is_said_, false)) telemetry::log(telemetry::LogLevel::info, over_);
}

}  // namespace server::tls
