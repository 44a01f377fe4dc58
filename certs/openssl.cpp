#include "certs/openssl.hpp"

#include <algorithm>
#include <ctime>

#include <openssl/err.h>

namespace certs {

std::unexpected<Failure> failure(std::string text) {
    std::string_view separator = ": ";
    std::string last;
    while (const auto code = ERR_get_error()) {
        const char* reason = ERR_reason_error_string(code);
        const std::string words = reason != nullptr ? reason : "OpenSSL error " + std::to_string(code);
        if (words == last) continue;  // the same reason comes once for every layer that it passed
        text.append(separator).append(words);
        separator = ", ";
        last = words;
    }
    return std::unexpected(Failure{std::move(text)});
}

std::unexpected<Failure> plain_failure(std::string text) {
    ERR_clear_error();
    return std::unexpected(Failure{std::move(text)});
}

Bio reader(std::string_view bytes) { return Bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()))); }

std::string written(const Bio& memory) {
    const char* data = nullptr;
    const auto size = BIO_ctrl(memory.get(), BIO_CTRL_INFO, 0, static_cast<void*>(&data));
    return data != nullptr && size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::chrono::system_clock::time_point to_time_point(const ASN1_TIME* time) {
    // The clock counts nanoseconds in 64 bits, which end in April 2262; a certificate "without expiry" says the year
    // 9999.
    constexpr std::time_t farthest_s = std::chrono::nanoseconds::max().count() / 1'000'000'000;
    std::tm parts{};
    ASN1_TIME_to_tm(time, &parts);
    return std::chrono::system_clock::from_time_t(std::clamp(timegm(&parts), -farthest_s, farthest_s));
}

std::string to_text(std::chrono::system_clock::time_point when) {
    const auto seconds = std::chrono::system_clock::to_time_t(when);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::string text(sizeof "+10000-01-01T00:00:00Z", '\0');
    text.resize(std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts));
    return text;
}

std::string to_text(const X509_NAME* name) {
    const Bio memory(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    return written(memory);
}

}  // namespace certs
