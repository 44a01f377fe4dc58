#include "certs/file.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace certs {
namespace {

constexpr std::size_t max_file_size = std::size_t{1} << 20U;  // a chain of certificates is a few KB

struct Descriptor {
    explicit Descriptor(int opened) : number(opened) {}
    ~Descriptor() {
        if (number >= 0) close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number;
};

/// Appends the next piece to `bytes`; what `read` answered.
ssize_t read_piece(const Descriptor& from, std::string& bytes) {
    std::array<char, 4096> piece{};
    ssize_t size = 0;
    do size = read(from.number, piece.data(), piece.size());
    while (size < 0 && errno == EINTR);
    if (size > 0) bytes.append(piece.data(), static_cast<std::size_t>(size));
    return size;
}

}  // namespace

Result<std::string> load_file(const std::string& file) {
    const auto refuse = [&](const char* why) { return std::unexpected(Failure{file + ": " + why}); };
    const Descriptor descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat facts{};
    if (descriptor.number < 0 || fstat(descriptor.number, &facts) != 0) return refuse(std::strerror(errno));
    if (!S_ISREG(facts.st_mode)) return refuse("is not a regular file");
    std::string bytes;
    for (;;) {
        const auto size = read_piece(descriptor, bytes);
        if (size < 0) return refuse(std::strerror(errno));
        if (size == 0) break;
        if (bytes.size() > max_file_size) return refuse("is larger than 1 MiB");
    }
    if (bytes.empty()) return refuse("is empty");
    return bytes;
}

}  // namespace certs
