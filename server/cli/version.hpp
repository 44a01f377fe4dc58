#pragma once

namespace CLI {
class App;
}

namespace server::cli {

/// Adds `version [--output=text|json]`: name, version, compiler and libraries. Its callback sets `exit_code`.
void add_version(CLI::App& root, int& exit_code);

}  // namespace server::cli
