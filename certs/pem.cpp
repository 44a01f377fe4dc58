#include "certs/pem.hpp"

#include <utility>

#include <openssl/err.h>
#include <openssl/pem.h>

namespace certs {
namespace {

/// One `-----BEGIN name-----` block, decoded from base64.
struct Block {
    std::string name;
    std::string header;
    std::string der;
};

using Bytes = std::unique_ptr<char, decltype([](char* bytes) { OPENSSL_free(bytes); })>;

/// The next block into `block`; false when there is none before the end, which is no error.
Result<bool> next_block(const Bio& from, Block& block, const std::string& file) {
    ERR_clear_error();
    const char* rest = nullptr;
    const auto left = BIO_ctrl(from.get(), BIO_CTRL_INFO, 0, static_cast<void*>(&rest));
    const std::string_view text(rest, left > 0 ? static_cast<std::size_t>(left) : 0);
    char* name = nullptr;
    char* header = nullptr;
    unsigned char* der = nullptr;
    long size = 0;
    if (PEM_read_bio(from.get(), &name, &header, &der, &size) == 1) {
        const Bytes owners[] = {Bytes(name), Bytes(header)};
        const std::unique_ptr<unsigned char, decltype([](unsigned char* bytes) { OPENSSL_free(bytes); })> owner(der);
        block = {name, header, std::string(der, der + size)};
        return true;
    }
    const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    // "-----BEG" at the end is no start line for OpenSSL, but it is one for us: somebody is still writing.
    if (at_end && text.find("----") == std::string_view::npos) {
        ERR_clear_error();
        return false;
    }
    if (at_end) return plain_failure(file + ": ends within a PEM block; it is incomplete or still being written");
    return failure(file + ": a PEM block is incomplete or broken");
}

bool holds_certificate(const Block& block) {
    return block.name == PEM_STRING_X509 || block.name == PEM_STRING_X509_OLD;
}

}  // namespace

Result<std::vector<Certificate>> decode_certificates(const std::string& pem, const std::string& from) {
    std::vector<Certificate> certificates;
    const auto text = reader(pem);
    for (Block block;;) {
        const auto more = next_block(text, block, from);
        if (!more) return std::unexpected(more.error());
        if (!*more) break;
        if (!holds_certificate(block)) continue;
        const auto* begin = reinterpret_cast<const unsigned char*>(block.der.data());
        const auto* at = begin;
        Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(block.der.size())));
        if (!certificate || at != begin + block.der.size())
            return failure(from + ": certificate " + std::to_string(certificates.size() + 1) + " cannot be read");
        certificates.push_back(std::move(certificate));
    }
    if (certificates.empty()) return plain_failure(from + ": holds no certificate in PEM");
    return certificates;
}

Result<Key> decode_key(const std::string& pem, const std::string& from) {
    const auto text = reader(pem);
    for (Block block;;) {
        const auto more = next_block(text, block, from);
        if (!more) return std::unexpected(more.error());
        if (!*more) return plain_failure(from + ": holds no private key in PEM");
        if (block.name == PEM_STRING_PKCS8 || block.header.find("ENCRYPTED") != std::string::npos)
            return plain_failure(from +
                                 ": the key is encrypted; a server cannot ask for its passphrase, store it decrypted");
        if (block.name.ends_with("PRIVATE KEY")) break;
    }
    // Read once more by the function that knows every kind of key. No passphrase: it must never ask on the terminal.
    const auto again = reader(pem);
    const auto none = [](char*, int, int, void*) { return -1; };
    Key key(PEM_read_bio_PrivateKey(again.get(), nullptr, none, nullptr));
    if (!key) return failure(from + ": the private key cannot be read");
    ERR_clear_error();  // a decoder that was tried in vain leaves its errors behind
    return key;
}

Result<std::string> encode_certificate(const Certificate& certificate) {
    const Bio memory(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_X509(memory.get(), certificate.get()) != 1) return failure("cannot encode a certificate");
    return written(memory);
}

Result<std::string> encode_key(const Key& key) {
    const Bio memory(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return failure("cannot encode a private key");
    return written(memory);
}

}  // namespace certs
