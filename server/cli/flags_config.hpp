#pragma once

#include <string>
#include <vector>

namespace server::cli {

/// One key of a `--config` file.
struct ConfigEntry {
    std::string key;
    std::vector<std::string> entries;  ///< of a sequence; a scalar is one
    bool is_sequence = false;
    int line = 0;  ///< of the key, from 1
};

/// Reads a YAML mapping from flag names to scalars or sequences of scalars, in the order of the file; an empty file has
/// no keys. Throws WrongUse that names file, line and column: not readable, not YAML, another shape, a key twice, a key
/// without a value (YAML's null: `""` and `[]` say empty).
[[nodiscard]] std::vector<ConfigEntry> read_config_file(const std::string& file);

}  // namespace server::cli
