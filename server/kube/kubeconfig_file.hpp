#pragma once

#include <yaml-cpp/node/node.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace server::kube {

/// Why a kubeconfig is refused: `<file>:<line>: <entry>: <what>`. Thrown inside of load_kubeconfig alone.
struct KubeconfigRefused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One file, one YAML document with a mapping in it.
struct KubeconfigFile {
    std::filesystem::path path;
    YAML::Node root;
};

/// Reads one file. Throws KubeconfigRefused when it cannot be read or is no such document.
[[nodiscard]] KubeconfigFile read_kubeconfig_file(const std::filesystem::path& path);

/// A mapping of a kubeconfig, and where it stands. Members that are absent or null are the same.
class KubeconfigEntry {
public:
    KubeconfigEntry(std::filesystem::path file, std::string name, const YAML::Node& node)
        : file_(std::move(file)), name_(std::move(name)), node_(node) {}

    /// Empty when absent. Throws when it is no scalar.
    [[nodiscard]] std::string text(const std::string& key) const;
    /// Throws when it is neither true nor false.
    [[nodiscard]] bool boolean(const std::string& key) const;
    [[nodiscard]] bool has(const std::string& key) const;
    /// A mapping inside; it is told as `<name>, <key>`.
    [[nodiscard]] KubeconfigEntry at(const std::string& key) const;
    /// The elements of a sequence, each told by its number from 1.
    [[nodiscard]] std::vector<KubeconfigEntry> elements(const std::string& key) const;
    /// The scalars of a sequence.
    [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;
    /// Decoded from base64; empty when absent.
    [[nodiscard]] std::string data(const std::string& key) const;
    /// A relative one is from the folder of the file; empty when absent.
    [[nodiscard]] std::filesystem::path path(const std::string& key) const;

    /// The same, told by another name in errors.
    [[nodiscard]] KubeconfigEntry named(std::string name) const;

    /// Throws KubeconfigRefused.
    [[noreturn]] void refuse(const std::string& key, const std::string& why) const;

private:
    [[nodiscard]] YAML::Node member(const std::string& key) const;

    std::filesystem::path file_;
    std::string name_;
    YAML::Node node_;
};

/// Several files as one; the first that names a thing wins (kubectl's rules of merging).
class Kubeconfig {
public:
    /// Files separated by `:`; of several those that are not there are skipped, as kubectl does.
    explicit Kubeconfig(const std::string& paths);

    /// The first `current-context`; empty: none.
    [[nodiscard]] std::string current_context() const;
    /// The entry of that name: `find("clusters", "cluster", "eks")`. Throws with the names that are there.
    [[nodiscard]] KubeconfigEntry find(const std::string& section, const std::string& kind,
                                       const std::string& name) const;
    [[nodiscard]] const std::string& paths() const { return paths_; }

private:
    std::string paths_;
    std::vector<KubeconfigFile> files_;
};

}  // namespace server::kube
