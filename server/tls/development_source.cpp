#include "server/tls/development_source.hpp"

#include "server/tls/write_file.hpp"

#include <filesystem>
#include <stdexcept>

#include <unistd.h>

namespace server::tls {
namespace {

constexpr int ca_lifetime_days = 3'650;
constexpr int leaf_lifetime_days = 90;

/// In a folder of its own (0700), so that nobody else can put a file or a link in its place before we write.
std::string temporary_file() {
    std::error_code error;
    auto folder = std::filesystem::temp_directory_path(error).string() + "/profile-iam-webhook-XXXXXX";
    if (error || mkdtemp(folder.data()) == nullptr)
        throw std::runtime_error(
            "cannot make a temporary folder for the development CA (--development-ca-file names a place)");
    std::filesystem::permissions(folder, std::filesystem::perms{0755}, error);
    return folder + "/ca.crt";
}

}  // namespace

DevelopmentSource::DevelopmentSource(const std::string& ca_file, std::chrono::system_clock::time_point now)
    : ca_file_(ca_file.empty() ? temporary_file() : ca_file), ca_file_is_temporary_(ca_file.empty()) {
    auto ca = certs::issue_ca({.common_name = "profile-iam-webhook development CA",
                               .dns_names = {},
                               .ip_addresses = {},
                               .lifetime_days = ca_lifetime_days,
                               .now = now});
    if (!ca) throw std::runtime_error("development CA: " + ca.error().detail);
    ca_ = std::move(*ca);
    if (const auto failure = write_file(ca_file_, ca_.certificate_pem, 0644); !failure.empty())
        throw std::runtime_error("development CA: " + failure);
}

DevelopmentSource::~DevelopmentSource() {
    if (!ca_file_is_temporary_) return;
    std::error_code ignored;
    std::filesystem::remove_all(std::filesystem::path(ca_file_).parent_path(), ignored);
}

certs::Result<certs::KeyPair> DevelopmentSource::pair(std::chrono::system_clock::time_point now) {
    if (!leaf_.key_pem.empty() && now < renew_at_) return leaf_;
    auto leaf = certs::issue_leaf({.common_name = "localhost",
                                   .dns_names = {"localhost"},
                                   .ip_addresses = {"127.0.0.1", "::1"},
                                   .lifetime_days = leaf_lifetime_days,
                                   .now = now},
                                  ca_);
    if (!leaf) return leaf;
    leaf_ = std::move(*leaf);
    renew_at_ = now + std::chrono::days(leaf_lifetime_days) * 2 / 3;
    return leaf_;
}

}  // namespace server::tls
