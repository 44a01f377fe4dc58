#include "certs/public_key.hpp"

#include "certs/openssl.hpp"
#include "core/text/base64url.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

namespace certs {
namespace {

constexpr std::size_t longest_group_name = 64;

template <typename T>
using Allocated = std::unique_ptr<T, decltype([](T* bytes) { OPENSSL_free(bytes); })>;

/// One `-----BEGIN name-----` block.
struct Block {
    std::string name;
    std::string der;
};

/// The next block; none when there is none, or a broken one (then `is_broken`).
std::optional<Block> next_block(const Bio& from, bool& is_broken) {
    ERR_clear_error();
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* der = nullptr;
    long size = 0;
    if (PEM_read_bio(from.get(), &name, &header, &der, &size) != 1) {
        is_broken = ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE;
        ERR_clear_error();
        return std::nullopt;
    }
    const Allocated<char> name_owner(name);
    const Allocated<char> header_owner(header);
    const Allocated<unsigned char> der_owner(der);
    return Block{name, std::string(der, der + size)};
}

/// Null for a block that holds no public key, or a broken one.
Key read_key(const Block& block) {
    const auto* at = reinterpret_cast<const unsigned char*>(block.der.data());
    const auto size = static_cast<long>(block.der.size());
    if (block.name == PEM_STRING_PUBLIC) return Key(d2i_PUBKEY(nullptr, &at, size));
    if (block.name == PEM_STRING_RSA_PUBLIC) return Key(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, size));
    const Certificate certificate(d2i_X509(nullptr, &at, size));
    return certificate ? Key(X509_get_pubkey(certificate.get())) : nullptr;
}

bool holds_public_key(const Block& block) {
    return block.name == PEM_STRING_PUBLIC || block.name == PEM_STRING_RSA_PUBLIC || block.name == PEM_STRING_X509;
}

std::string number(const Key& key, const char* name) {
    BIGNUM* read = nullptr;
    if (EVP_PKEY_get_bn_param(key.get(), name, &read) != 1) return {};
    const BigNumber owner(read);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(read)), '\0');
    BN_bn2bin(read, reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

std::string curve_of(const Key& key) {
    constexpr std::array<std::pair<std::string_view, const char*>, 3> curves{
        {{"prime256v1", "P-256"}, {"secp384r1", "P-384"}, {"secp521r1", "P-521"}}};
    std::array<char, longest_group_name> group{};
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), &size) != 1) return {};
    for (const auto& [name, curve] : curves)
        if (name == std::string_view(group.data(), size)) return curve;
    return {};
}

/// Go writes the point uncompressed and the curve by its name, however the file had them.
void write_as_go_does(const Key& key) {
    EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed");
    EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, OSSL_PKEY_EC_ENCODING_GROUP);
}

std::string key_id(const Key& key) {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key.get(), &der);
    const Allocated<unsigned char> owner(der);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (size <= 0 ||
        EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), &length, EVP_sha256(), nullptr) != 1)
        return {};
    return core::text::encode_base64url({reinterpret_cast<const char*>(digest.data()), length});
}

/// Without a key id when it is of no kind that Kubernetes signs with.
PublicKey describe(const Key& key) {
    if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA)
        return {.kind = PublicKey::Kind::rsa,
                .modulus = number(key, OSSL_PKEY_PARAM_RSA_N),
                .exponent = number(key, OSSL_PKEY_PARAM_RSA_E),
                .key_id = key_id(key)};
    PublicKey described{.kind = PublicKey::Kind::elliptic_curve, .curve = curve_of(key)};
    if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_EC || described.curve.empty()) return described;
    write_as_go_does(key);
    described.x = number(key, OSSL_PKEY_PARAM_EC_PUB_X);
    described.y = number(key, OSSL_PKEY_PARAM_EC_PUB_Y);
    described.key_id = key_id(key);
    return described;
}

Result<PublicKey> decode_block(const Block& block, const std::string& from) {
    if (block.name.ends_with("PRIVATE KEY"))
        return plain_failure(from +
                             ": holds a private key, which stays with the API server; give its public key, as openssl "
                             "pkey -in FILE -pubout prints it");
    const Key key = read_key(block);
    if (!key) return failure(from + ": the " + block.name + " in it cannot be read");
    PublicKey described = describe(key);
    ERR_clear_error();
    if (described.key_id.empty())
        return plain_failure(from +
                             ": kube-apiserver signs with RSA, or ECDSA on P-256, P-384, P-521; this key is none");
    return described;
}

}  // namespace

Result<std::vector<PublicKey>> decode_public_keys(const std::string& pem, const std::string& from) {
    std::vector<PublicKey> keys;
    const Bio text = reader(pem);
    bool is_broken = false;
    while (const auto block = next_block(text, is_broken)) {
        if (!holds_public_key(*block) && !block->name.ends_with("PRIVATE KEY")) continue;
        auto key = decode_block(*block, from);
        if (!key) return std::unexpected(key.error());
        keys.push_back(*std::move(key));
    }
    if (is_broken) return plain_failure(from + ": a PEM block is incomplete or broken");
    if (keys.empty()) return plain_failure(from + ": holds no public key and no certificate in PEM");
    return keys;
}

}  // namespace certs
