#pragma once

namespace CLI {
class App;
}

namespace server::cli {

/// Adds `unregister [--webhook-configuration NAME] [--settle DURATION]`: deletes our MutatingWebhookConfiguration, so
/// that no API server waits for a webhook that is about to go (the chart's pre-delete hook, and emergencies).
///
/// Its callback sets `exit_code`: 0 gone, or never there; 1 not; it throws WrongUse for flags that make no sense.
/// `exit_code` must outlive the parsing.
void add_unregister(CLI::App& root, int& exit_code);

}  // namespace server::cli
