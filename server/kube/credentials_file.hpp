#pragma once

#include "server/kube/configuration.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace server::kube {

/// The bytes of one Material: as given, or the last good ones of its file.
class CredentialFile {
public:
    explicit CredentialFile(Material material) : file_(material.file), bytes_(std::move(material.data)) {}

    /// Reads the file, if there is one. The error, `<file>: <reason>`, leaves the bytes as they were.
    [[nodiscard]] std::expected<void, std::string> reread();
    /// Empty: not given, or never read.
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] bool is_file() const { return !file_.empty(); }

private:
    std::filesystem::path file_;
    std::string bytes_;
};

/// Without the white space round it (client-go trims a token file); empty when it could not stand in a header: it is
/// empty, or holds anything but visible ASCII.
[[nodiscard]] std::string usable_token(std::string_view text);

}  // namespace server::kube
