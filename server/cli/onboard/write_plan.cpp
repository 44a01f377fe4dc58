#include "server/cli/onboard/write_plan.hpp"

#include "core/text/shell_word.hpp"
#include "server/tls/write_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace server::cli::onboard {
namespace {

using core::onboard::File;

constexpr mode_t for_all = 0644;
constexpr mode_t for_all_to_run = 0755;

/// One that is what it would become is no obstacle.
bool would_change(const std::filesystem::path& path, const std::string& bytes) {
    if (!std::filesystem::exists(std::filesystem::symlink_status(path))) return false;
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {}) != bytes;
}

void must_be_free(const std::filesystem::path& folder, const std::vector<File>& files) {
    std::string taken;
    std::size_t count = 0;
    for (const auto& file : files) {
        if (!would_change(folder / file.path, file.bytes)) continue;
        taken.append(taken.empty() ? "" : ", ").append((folder / file.path).string());
        ++count;
    }
    if (count != 0)
        throw std::runtime_error(taken + (count == 1 ? " exists" : " exist") +
                                 " with other contents; nothing was written (--force replaces)");
}

void must(const std::string& failure) {
    if (!failure.empty()) throw std::runtime_error(failure);
}

}  // namespace

void write_plan(const core::onboard::Plan& plan, const std::string& folder, bool force) {
    std::vector<File> files = plan.documents;
    std::ranges::copy(plan.scripts, std::back_inserter(files));
    if (!force) must_be_free(folder, files);
    std::vector<tls::StagedFile> staged;
    staged.reserve(files.size());
    for (const auto& file : files) {
        const auto path = std::filesystem::path(folder) / file.path;
        std::filesystem::create_directories(path.parent_path());
        must(staged.emplace_back(path.string()).stage(file.bytes, file.is_executable ? for_all_to_run : for_all));
    }
    for (auto& file : staged) must(file.commit());
    for (const auto& file : files)
        std::cout << "wrote " << (std::filesystem::path(folder) / file.path).string() << ": " << file.what << '\n';
    std::cout << plan.summary << "next: review the files, then run "
              << core::text::shell_word((std::filesystem::path(folder) / "apply.sh").string()) << '\n';
}

}  // namespace server::cli::onboard
