#include "server/http/overload.hpp"

#include <bit>
#include <cstdint>

namespace server::http {

namespace {

/// The first string member `uid`, white space allowed round the colon. A guess is good enough: nothing but the spread
/// of the repeats depends on it, and the body is not read for more.
std::string_view find_uid(std::string_view beginning) {
    constexpr std::string_view key = "\"uid\"";
    constexpr std::string_view blanks = " \t\r\n";
    const auto found = beginning.find(key);
    if (found == std::string_view::npos) return {};
    auto at = beginning.find_first_not_of(blanks, found + key.size());
    if (at == std::string_view::npos || beginning[at] != ':') return {};
    at = beginning.find_first_not_of(blanks, at + 1);
    if (at == std::string_view::npos || beginning[at] != '"') return {};
    const auto end = beginning.find('"', at + 1);
    return end == std::string_view::npos ? std::string_view{} : beginning.substr(at + 1, end - at - 1);
}

}  // namespace

int retry_after_s(std::string_view beginning) {
    const auto uid = find_uid(beginning.substr(0, uid_window));
    if (uid.empty()) return 1;
    std::uint32_t hash = 2166136261U;  // FNV-1a: the same in every replica and release
    for (const char c : uid) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return 1 + std::popcount(hash) % 2;
}

}  // namespace server::http
