#include "core/profile/packed_service_account.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>

namespace core::profile {
namespace {

// One byte after the names says what follows them.
constexpr unsigned char is_copy = 1;
constexpr unsigned char has_created = 2;
constexpr unsigned char has_role = 4;
constexpr unsigned char has_audience = 8;
constexpr unsigned char has_expiration = 16;
constexpr unsigned char has_regional = 32;

void append_number(std::string& out, std::uint64_t number) {
    for (; number >= 0x80; number >>= 7) {
        out.push_back(static_cast<char>(0x80 | (number & 0x7F)));
    }
    out.push_back(static_cast<char>(number));
}

void append_text(std::string& out, std::string_view text) {
    append_number(out, text.size());
    out += text;
}

unsigned char contents_of(const ServiceAccount& account) {
    const auto flag = [](bool given, unsigned char bit) { return given ? bit : 0U; };
    return static_cast<unsigned char>(
        flag(account.role_is_copy, is_copy) | flag(account.created.has_value(), has_created) |
        flag(!account.role_arn.empty(), has_role) | flag(account.audience.has_value(), has_audience) |
        flag(account.token_expiration.has_value(), has_expiration) |
        flag(account.sts_regional_endpoints.has_value(), has_regional));
}

std::string encode(const ServiceAccount& account) {
    std::string out;
    append_text(out, account.namespace_name);
    append_text(out, account.name);
    const unsigned char contents = contents_of(account);
    out.push_back(static_cast<char>(contents));
    if (account.created) {
        append_number(out, static_cast<std::uint64_t>(account.created->time_since_epoch().count()));
    }
    if ((contents & has_role) != 0) {
        append_text(out, account.role_arn);
    }
    for (const auto* text : {&account.audience, &account.token_expiration, &account.sts_regional_endpoints}) {
        if (*text) {
            append_text(out, **text);
        }
    }
    return out;
}

/// Takes apart what `encode` wrote.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    unsigned char byte() {
        const auto value = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0;; shift += 7) {
            const std::uint64_t next = byte();
            value |= (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
    }
    std::string_view text() {
        const auto size = static_cast<std::size_t>(number());
        const std::string_view value = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return value;
    }

private:
    std::string_view rest_;
};

}  // namespace

Shared<PackedServiceAccount> PackedServiceAccount::pack(const ServiceAccount& account) {
    const std::string bytes = encode(account);
    void* memory = ::operator new(sizeof(PackedServiceAccount) + bytes.size());
    auto* packed = new (memory) PackedServiceAccount(static_cast<std::uint32_t>(bytes.size()));
    std::ranges::copy(bytes, reinterpret_cast<char*>(packed + 1));
    return Shared<PackedServiceAccount>(packed);
}

void PackedServiceAccount::destroy(PackedServiceAccount* account) {
    std::destroy_at(account);
    ::operator delete(account);
}

TrieKey PackedServiceAccount::key() const {
    Reader reader(bytes());
    const std::string_view namespace_name = reader.text();
    return key_of(namespace_name, reader.text());
}

ServiceAccount PackedServiceAccount::unpack() const {
    Reader reader(bytes());
    ServiceAccount account;
    account.namespace_name = reader.text();
    account.name = reader.text();
    const unsigned char contents = reader.byte();
    account.role_is_copy = (contents & is_copy) != 0;
    if ((contents & has_created) != 0) {
        account.created = std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(reader.number())));
    }
    if ((contents & has_role) != 0) {
        account.role_arn = reader.text();
    }
    if ((contents & has_audience) != 0) {
        account.audience = reader.text();
    }
    if ((contents & has_expiration) != 0) {
        account.token_expiration = reader.text();
    }
    if ((contents & has_regional) != 0) {
        account.sts_regional_endpoints = reader.text();
    }
    return account;
}

}  // namespace core::profile
