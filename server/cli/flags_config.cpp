#include "server/cli/flags_config.hpp"

#include "server/cli/flags.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace server::cli {
namespace {

/// Longer files are no configuration, but a mistaken path (a log, a device).
constexpr std::size_t longest_file = 1'000'000;

std::string read_file(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text;
    if (in) std::copy_n(std::istreambuf_iterator<char>(in), longest_file + 1, std::back_inserter(text));
    return text;
}

[[noreturn]] void refuse(const std::string& file, const YAML::Mark& mark, const std::string& complaint) {
    throw WrongUse("--config " + file + ':' + std::to_string(mark.line + 1) + ':' + std::to_string(mark.column + 1) +
                   ": " + complaint);
}

ConfigEntry read_entry(const std::string& file, const YAML::Node& key, const YAML::Node& value) {
    if (!key.IsScalar()) refuse(file, key.Mark(), "keys must be names of flags");
    ConfigEntry entry{key.Scalar(), {}, value.IsSequence(), key.Mark().line + 1};
    if (value.IsScalar()) {
        entry.entries.push_back(value.Scalar());
    } else if (value.IsSequence()) {
        for (const auto& item : value) {
            if (!item.IsScalar()) refuse(file, item.Mark(), entry.key + ": entries must be plain values");
            entry.entries.push_back(item.Scalar());
        }
    } else if (value.IsNull()) {
        refuse(file, key.Mark(), entry.key + " has no value: write \"\" or [] to say empty, or take the line out");
    } else {
        refuse(file, value.Mark(), entry.key + " must be a value or a list of values");
    }
    return entry;
}

std::vector<ConfigEntry> read_entries(const std::string& file, const YAML::Node& root) {
    std::vector<ConfigEntry> entries;
    if (root.IsNull()) return entries;
    if (!root.IsMap()) refuse(file, root.Mark(), "must be a mapping from names of flags to their values");
    for (const auto& pair : root) {
        auto entry = read_entry(file, pair.first, pair.second);
        const auto before = std::ranges::find(entries, entry.key, &ConfigEntry::key);
        if (before != entries.end()) {
            refuse(file, pair.first.Mark(),
                   entry.key + " is here twice, first in line " + std::to_string(before->line));
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace

std::vector<ConfigEntry> read_config_file(const std::string& file) {
    errno = 0;
    const auto text = read_file(file);
    if (errno != 0) throw WrongUse("--config " + file + ": " + std::strerror(errno));
    if (text.size() > longest_file)
        throw WrongUse("--config " + file + ": longer than 1 MB, which is no configuration");
    try {
        return read_entries(file, YAML::Load(text));
    } catch (const YAML::Exception& e) {
        refuse(file, e.mark, e.msg);
    }
}

}  // namespace server::cli
