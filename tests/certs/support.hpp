#pragma once

#include "certs/certificate.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <stdlib.h>

namespace certs::testing {

inline const auto now = std::chrono::system_clock::from_time_t(1'800'000'000);  // 2027-01-15T08:00:00Z

/// A folder that goes away with the test.
class Folder {
public:
    Folder() {
        if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("mkdtemp");
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }
    std::string write(const std::string& name, const std::string& bytes) const {
        std::ofstream(file(name), std::ios::binary) << bytes;
        return file(name);
    }

private:
    std::string path_ = std::filesystem::temp_directory_path().string() + "/certs-XXXXXX";
};

inline std::string read(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline Request request(const std::string& common_name, int lifetime_days = 90) {
    Request made;
    made.common_name = common_name;
    made.dns_names = {"localhost"};
    made.lifetime_days = lifetime_days;
    made.now = now;
    return made;
}

inline KeyPair a_ca() { return issue_ca(request("a CA", 3'650)).value(); }
inline KeyPair a_leaf(const KeyPair& ca, int lifetime_days = 90) {
    return issue_leaf(request("localhost", lifetime_days), ca).value();
}

}  // namespace certs::testing
