#include "certs/file.hpp"

#include <utility>

namespace certs {

Result<KeyPair> load_key_pair(const std::string& certificate_file, const std::string& key_file,
                              const Requirements& required) {
    auto certificate_pem = load_file(certificate_file);
    if (!certificate_pem) return std::unexpected(certificate_pem.error());
    auto key_pem = load_file(key_file);
    if (!key_pem) return std::unexpected(key_pem.error());
    KeyPair pair{std::move(*certificate_pem), std::move(*key_pem)};
    if (const auto checked = check_key_pair(pair, certificate_file, key_file, required); !checked)
        return std::unexpected(checked.error());
    return pair;
}

}  // namespace certs
