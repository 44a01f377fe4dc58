#include "server/kube/exec_plugin.hpp"

#include "server/kube/exec_plugin_process.hpp"
#include "server/telemetry/log.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <cstdlib>
#include <utility>

#include <unistd.h>

namespace server::kube {
namespace {

using Login = std::expected<PluginLogin, std::string>;

/// Ours, with the plugin's own on top: a name that is there already is replaced.
std::vector<std::string> environment_for(const ExecPlugin& plugin, const ExecPluginCluster& cluster) {
    auto added = plugin.environment;
    added.emplace_back("KUBERNETES_EXEC_INFO", encode_exec_info(plugin, cluster));
    std::vector<std::string> all;
    for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
        const std::string_view entry(*each);
        const auto name = entry.substr(0, entry.find('='));
        const bool is_replaced = std::ranges::any_of(added, [&](const auto& other) { return other.first == name; });
        if (!is_replaced) all.emplace_back(entry);
    }
    for (auto& [name, value] : added) all.push_back(name.append("=").append(value));
    return all;
}

std::string not_found(const ExecPlugin& plugin) {
    return "the exec plugin `" + plugin.command + "` is not installed, or not in PATH" +
           (plugin.install_hint.empty() ? "" : ": " + plugin.install_hint);
}

void log_errors(const ExecPlugin& plugin, const ProcessEnd& end) {
    if (end.errors.empty()) return;
    telemetry::log(end.exit_code == 0 ? telemetry::LogLevel::info : telemetry::LogLevel::warning,
                   "the exec plugin says on its standard error", {{"plugin", plugin.command}, {"text", end.errors}});
}

Login judge(const ExecPlugin& plugin, const ProcessEnd& end, bool is_late) {
    const auto refuse = [&](const std::string& why) {
        return std::unexpected("the exec plugin `" + plugin.command + "` " + why);
    };
    if (is_late) return refuse("did not end in time and was killed");
    if (end.has_printed_too_much) return refuse("printed more than 1 MiB and was killed");
    if (end.exit_code > 128) return refuse("was ended by signal " + std::to_string(end.exit_code - 128));
    if (end.exit_code != 0)
        return refuse("failed with exit code " + std::to_string(end.exit_code) +
                      "; what it said on its standard error is in the log");
    auto login = decode_exec_credential(end.output, plugin.api_version);
    if (!login) return refuse(login.error());
    return login;
}

}  // namespace

std::string find_executable(const std::string& command, std::string_view search_path) {
    if (command.find('/') != std::string::npos) return ::access(command.c_str(), X_OK) == 0 ? command : std::string();
    while (!search_path.empty()) {
        const auto colon = std::min(search_path.find(':'), search_path.size());
        const auto folder = search_path.substr(0, colon);
        const auto file = std::filesystem::path(folder) / command;
        std::error_code ignored;
        if (folder.starts_with('/') && std::filesystem::is_regular_file(file, ignored) &&
            ::access(file.c_str(), X_OK) == 0)
            return file;
        search_path.remove_prefix(std::min(colon + 1, search_path.size()));
    }
    return {};
}

asio::awaitable<Login> run_exec_plugin(const ExecPlugin& plugin, const ExecPluginCluster& cluster, Deadline& deadline) {
    const char* const path = std::getenv("PATH");
    const auto file = find_executable(plugin.command, path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin");
    if (file.empty()) co_return std::unexpected(not_found(plugin));
    auto arguments = plugin.arguments;
    arguments.insert(arguments.begin(), plugin.command);
    const auto process =
        Process::start(co_await asio::this_coro::executor, file, arguments, environment_for(plugin, cluster));
    if (!process)
        co_return std::unexpected("the exec plugin `" + plugin.command + "` cannot be started: " + process.error());
    deadline.guard([weak = std::weak_ptr(*process)] {
        if (const auto held = weak.lock()) held->kill();
    });
    const auto end = co_await (*process)->wait();
    deadline.guard(nullptr);
    log_errors(plugin, end);
    co_return judge(plugin, end, deadline.is_over());
}

}  // namespace server::kube
