#include "server/cli/read_input.hpp"

#include "server/cli/cluster_options.hpp"
#include "server/cli/flags_policy.hpp"
#include "server/files/documents.hpp"
#include "server/files/source.hpp"
#include "server/kube/list_directory.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <utility>

namespace server::cli {
namespace {

constexpr std::chrono::seconds most_listing_time{30};

std::string read_stream(std::istream& stream) {
    std::string text;
    std::string chunk(std::size_t{1} << 16U, '\0');
    while (stream && text.size() <= files::max_file_bytes) {
        stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        text.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
    }
    return text;
}

}  // namespace

std::expected<std::string, std::string> read_input(const std::string& file) {
    if (file == "-") {
        return read_stream(std::cin);
    }
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) {
        return std::unexpected(file + ": is a folder; name the files in it");
    }
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return std::unexpected(file + ": cannot be read: " + std::strerror(errno));
    }
    std::string text = read_stream(stream);
    return stream.bad() ? std::expected<std::string, std::string>(std::unexpected(file + ": cannot be read")) : text;
}

std::string input_name(const std::string& file) { return file == "-" ? "<stdin>" : file; }

core::profile::Directory load_profiles(const Flags& flags) {
    const std::string& path = profiles(flags);
    const std::string prefix = policy(flags).annotation_prefix;
    if (path.empty()) {
        auto listed = kube::list_directory(cluster_configuration(flags), prefix, most_listing_time);
        if (!listed) throw std::runtime_error(listed.error());
        return *std::move(listed);
    }
    auto directory = files::load_directory(path, prefix);
    if (!directory) {
        throw WrongUse("--profiles: " + directory.error().detail);
    }
    return std::move(*directory);
}

bool flush_output() {
    if (std::cout.flush()) {
        return true;
    }
    std::cerr << "standard output cannot be written: " << std::strerror(errno) << '\n';
    return false;
}

}  // namespace server::cli
