#include "server/cli/flag_formatter.hpp"

#include <CLI/CLI.hpp>

#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server::cli {
namespace {

constexpr std::size_t help_width = 100;
constexpr std::string_view help_indent = "\n        ";

/// Breaks at spaces, so that no line is wider than the screen of a log or a pull request.
std::string wrap(const std::string& text) {
    std::string out;
    std::size_t column = 0;
    std::istringstream words(text);
    for (std::string word; words >> word; column += word.size() + 1) {
        const bool fits = column != 0 && help_indent.size() + column + word.size() <= help_width;
        if (!fits) column = 0;
        out += fits ? " " : help_indent;
        out += word;
    }
    return out + '\n';
}

/// The flag on the first line, what it means indented below: names and placeholders are too long for two columns.
class FlagFormatter : public CLI::Formatter {
public:
    std::string make_option(const CLI::Option* option, bool is_positional) const override {
        auto value = make_option_opts(option);
        if (value.starts_with(" [=")) value.erase(0, 1);  // a switch: its value, if any, has no space before it
        return "  " + make_option_name(option, is_positional) + value + wrap(make_option_desc(option));
    }

    // CLI11 puts two empty lines between groups; these two leave one.
    std::string make_group(std::string group, bool is_positional,
                           std::vector<const CLI::Option*> options) const override {
        auto text = CLI::Formatter::make_group(std::move(group), is_positional, std::move(options));
        return text.substr(1) + (is_positional ? "\n" : "");
    }
    std::string make_usage(const CLI::App* app, std::string name) const override {
        return CLI::Formatter::make_usage(app, std::move(name)) + '\n';
    }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> flag_formatter() { return std::make_shared<FlagFormatter>(); }

}  // namespace server::cli
