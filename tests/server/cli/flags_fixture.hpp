#pragma once

#include "server/cli/flags.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace server::cli {

/// A command line, an environment and a config file, as a user has them.
struct Situation {
    std::vector<std::string> arguments;  ///< without the program's name
    std::map<std::string, std::string> environment;
};

/// A file that is gone after the test.
class TemporaryFile {
public:
    explicit TemporaryFile(const std::string& text) {
        const int fd = ::mkstemp(path_.data());
        ::close(fd);
        std::ofstream(path_) << text;
    }
    ~TemporaryFile() { ::unlink(path_.c_str()); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_ = "/tmp/piw_flags_XXXXXX";
};

/// Registers, parses and resolves, as a subcommand does. What is positional ends up in `files`.
inline void resolve(Flags& flags, const Situation& situation, std::vector<std::string>* files = nullptr) {
    CLI::App app("a test", "profile-iam-webhook");
    std::vector<std::string> positionals;
    auto* command = app.add_subcommand("mutate", "a subcommand");
    command->add_option("FILE", positionals, "files");
    flags.add_to(*command);
    std::vector<const char*> argv = {"profile-iam-webhook", "mutate"};
    for (const auto& argument : situation.arguments) argv.push_back(argument.c_str());
    app.parse(arguments(static_cast<int>(argv.size()), argv.data()));
    flags.resolve([&](const char* name) -> const char* {
        const auto found = situation.environment.find(name);
        return found == situation.environment.end() ? nullptr : found->second.c_str();
    });
    if (files != nullptr) *files = positionals;
}

/// What WrongUse says, or `accepted`.
template <typename Action>
std::string complaint_of(Action action) {
    try {
        action();
    } catch (const WrongUse& e) {
        return e.what();
    }
    return "accepted";
}

}  // namespace server::cli
