#include "server/cli/version.hpp"

#include "server/telemetry/version.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>

namespace server::cli {
namespace {

std::string version_text() {
    std::string out = "profile-iam-webhook " + std::string(telemetry::version()) + '\n';
    for (const auto& component : telemetry::components()) {
        out += "  " + std::string(component.name) + ' ' + component.version + '\n';
    }
    return out;
}

}  // namespace

void add_version(CLI::App& root, int& exit_code) {
    auto* command = root.add_subcommand("version", "Print the version of the program, its compiler and its libraries");
    auto output = std::make_shared<std::string>("text");
    command->add_option("-o,--output", *output, "Form of the output")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    command->callback([output, &exit_code] {
        std::cout << (*output == "json" ? telemetry::version_json() + '\n' : version_text());
        exit_code = 0;
    });
}

}  // namespace server::cli
