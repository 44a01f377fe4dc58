#include "server/cli/issue_certificate_files.hpp"

#include "server/tls/write_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <sys/stat.h>

namespace server::cli {
namespace {

/// A file that is what it would become is no obstacle: `ca.crt` when the folder's own CA signs once more.
bool would_change(const OutputFile& file) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(file.path))) return false;
    std::ifstream stream(file.path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {}) != file.bytes;
}

/// Folders are made 0755 whatever the umask says: we must be able to write into them, and nobody else may put a file of
/// his in place of a key.
class PlainUmask {
public:
    PlainUmask() : before_(umask(022)) {}
    ~PlainUmask() { umask(before_); }
    PlainUmask(const PlainUmask&) = delete;
    PlainUmask& operator=(const PlainUmask&) = delete;

private:
    mode_t before_;
};

void must(const std::string& failure) {
    if (!failure.empty()) throw std::runtime_error(failure);
}

}  // namespace

void write_files(const std::string& folder, const std::vector<OutputFile>& files, bool force) {
    for (const auto& file : files)
        if (!force && would_change(file))
            throw std::runtime_error(file.path + " exists already; nothing was written (--force replaces it)");
    const PlainUmask plain;
    std::filesystem::create_directories(folder);
    std::vector<tls::StagedFile> staged;
    staged.reserve(files.size());
    for (const auto& file : files) must(staged.emplace_back(file.path).stage(file.bytes, file.permissions));
    for (auto& file : staged) must(file.commit());
}

}  // namespace server::cli
