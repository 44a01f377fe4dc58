#include "server/kube/credentials_file.hpp"

#include "certs/file.hpp"

#include <algorithm>

namespace server::kube {

std::expected<void, std::string> CredentialFile::reread() {
    if (!is_file()) return {};
    auto read = certs::load_file(file_.string());
    if (!read) return std::unexpected(read.error().detail);
    bytes_ = std::move(*read);
    return {};
}

std::string usable_token(std::string_view text) {
    constexpr std::string_view white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    text = text.substr(first, text.find_last_not_of(white) - first + 1);
    if (!std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; })) return {};
    return std::string(text);
}

}  // namespace server::kube
