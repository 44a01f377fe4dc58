#pragma once

#include <string>

#include <sys/types.h>

namespace server::tls {

/// A file in two steps: its bytes go to a new file beside it with just the given permissions, and `commit` renames that
/// over it. A reader sees the old bytes or the new ones, and a key is never readable by others, not even for a moment.
/// Several files can be staged before the first one is replaced.
class StagedFile {
public:
    explicit StagedFile(std::string file) : file_(std::move(file)) {}
    /// Takes away what was staged and not committed.
    ~StagedFile();
    StagedFile(StagedFile&& other) noexcept;
    StagedFile& operator=(StagedFile&&) = delete;
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    /// Each: empty when done, else `<file>: <reason>`, and the file is what it was.
    [[nodiscard]] std::string stage(const std::string& bytes, mode_t permissions);
    [[nodiscard]] std::string commit();
    /// Between the two: makes the new file somebody else's, where the process may; else it stays ours. Says nothing.
    void give_to(uid_t owner, gid_t group);

private:
    [[nodiscard]] std::string complaint(int reason) const;

    std::string file_;
    std::string beside_;  ///< empty: nothing is staged
};

/// Both steps at once.
[[nodiscard]] std::string write_file(const std::string& file, const std::string& bytes, mode_t permissions);

}  // namespace server::tls
