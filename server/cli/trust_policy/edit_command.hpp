#pragma once

#include "server/cli/trust_policy/edits.hpp"
#include "server/cli/trust_policy/options.hpp"

#include <cstddef>
#include <string>

namespace server::cli::trust_policy {

/// What `add` and `remove` have in common.
struct EditCommand {
    Direction direction = Direction::add;
    std::string file = "-";
    ProviderOptions provider{};
    SubjectOptions subjects{};
    std::string audience{};
    std::size_t quota = 2048;  ///< of `add` alone
    bool write = false;
    std::string output = "text";

    [[nodiscard]] const char* name() const { return direction == Direction::add ? "add" : "remove"; }
};

/// Edits the document and prints or writes it. 0; 1 when the document cannot come to say what was asked or would be too
/// long: `add` then writes nothing, `remove` takes out what it can. Throws WrongUse for flags and documents that make
/// no sense, std::runtime_error when the file cannot be written.
[[nodiscard]] int run(const EditCommand& command);

/// The flags that both have, but for `--audience` and `--quota`.
void add_edit_options(CLI::App& app, EditCommand& command, const std::string& purpose);

}  // namespace server::cli::trust_policy
