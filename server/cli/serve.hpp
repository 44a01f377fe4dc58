#pragma once

namespace CLI {
class App;
}

namespace server::cli {

/// Adds `serve`: the webhook. Its callback runs until SIGTERM or SIGINT has drained the server and sets `exit_code`:
/// 0 drained, 1 could not start or was ended with requests in flight.
void add_serve(CLI::App& root, int& exit_code);

}  // namespace server::cli
