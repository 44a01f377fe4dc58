#include "server/cli/flags_config.hpp"

#include "server/cli/flags.hpp"
#include "server/files/documents.hpp"

#include <yaml-cpp/yaml.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace server::cli {
namespace {

/// Longer files are no configuration, but a mistaken path (a log, a device).
constexpr std::size_t longest_file = 1'000'000;

/// At most one byte more than the longest file.
std::string read_file(const std::string& file) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    std::string text(longest_file + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (errno != 0) throw WrongUse("--config " + file + ": " + std::strerror(errno));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > longest_file)
        throw WrongUse("--config " + file + ": longer than 1 MB, which is no configuration");
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
    if (!root.IsMap()) refuse(file, root.Mark(), "must be a mapping from names of flags to their values");
    for (const auto& pair : root) {
        entries.push_back(read_entry(file, pair.first, pair.second));
    }
    return entries;
}

}  // namespace

std::vector<ConfigEntry> read_config_file(const std::string& file) {
    const auto text = read_file(file);
    // The reader of Profiles knows what yaml-cpp lets pass (an open quote, a key twice); but it types scalars, and
    // flags want them as written: `010`, `1.20`.
    const auto documents = files::read_documents(file, text);
    if (!documents) throw WrongUse("--config " + documents.error().detail);
    if (documents->size() > 1) throw WrongUse("--config " + documents->at(1).place_of("") + ": a second document");
    try {
        for (const auto& root : YAML::LoadAll(text)) {
            if (!root.IsNull()) return read_entries(file, root);
        }
    } catch (const YAML::Exception& e) {
        refuse(file, e.mark, e.msg);
    }
    return {};
}

}  // namespace server::cli
