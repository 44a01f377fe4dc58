#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace tests::server::files {

/// A folder of its own for one test, removed at its end.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "files-test-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Writes a file in place: emptied, then filled, as a shell's `>` does.
    std::filesystem::path write(std::string_view name, std::string_view text) const {
        const std::filesystem::path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }

private:
    std::filesystem::path path_;
};

/// A Profile with a valid plugin.
inline std::string profile_text(std::string_view name, std::string_view role) {
    return "apiVersion: kubeflow.org/v1\nkind: Profile\nmetadata:\n  name: " + std::string(name) +
           "\nspec:\n  owner: {kind: User, name: a@example.com}\n  plugins:\n  - kind: AwsIamForServiceAccount\n"
           "    spec:\n      awsIamRole: arn:aws:iam::111122223333:role/" +
           std::string(role) + "\n";
}

}  // namespace tests::server::files
