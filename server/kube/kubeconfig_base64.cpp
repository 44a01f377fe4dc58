#include "server/kube/kubeconfig_base64.hpp"

#include <cstdint>

namespace server::kube {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool append_group(std::string& out, std::string_view group) {
    const std::size_t padding = group.ends_with("==") ? 2 : group.ends_with('=') ? 1 : 0;
    std::uint32_t bits = 0;
    for (const char c : group.substr(0, group.size() - padding)) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return false;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
    }
    bits <<= 6U * static_cast<std::uint32_t>(padding);
    for (std::size_t byte = 0; byte < 3 - padding; ++byte) out += static_cast<char>(bits >> (16U - 8U * byte) & 0xFFU);
    return true;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
    std::string characters(text);
    std::erase_if(characters, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
    if (characters.size() % 4 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t at = 0; at < characters.size(); at += 4) {
        const auto group = std::string_view(characters).substr(at, 4);
        const bool is_last = at + 4 == characters.size();
        if ((!is_last && group.ends_with('=')) || !append_group(bytes, group)) return std::nullopt;
    }
    return bytes;
}

}  // namespace server::kube
