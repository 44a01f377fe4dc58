#pragma once

#include "server/kube/client.hpp"
#include "server/kube/connection_deadline.hpp"
#include "server/kube/credentials_file.hpp"
#include "server/kube/exec_plugin.hpp"

#include "certs/client_context.hpp"

#include <map>
#include <string>

namespace server::kube {

/// Who we are at the API server at one moment.
struct Identity {
    std::string token;                    ///< empty: none
    std::shared_ptr<ssl_ctx_st> context;  ///< CA and client certificate; null: no TLS
};

/// Keeps an Identity current: files are read again when it is time, an exec plugin is run when its answer has expired.
/// What cannot be read or used leaves the last good one in force, and is logged once. Belongs to one executor's thread.
class Credentials : public std::enable_shared_from_this<Credentials> {
public:
    /// Throws std::runtime_error when CA or client certificate cannot be read or used. A token file may come later.
    Credentials(asio::any_io_executor executor, Configuration configuration, const Timing& timing);

    /// The identity to use now. Waits for an exec plugin at most until the deadline; the plugin goes on after it, for
    /// the next one who asks. Those who ask at the same time wait for the same run.
    asio::awaitable<std::expected<std::shared_ptr<const Identity>, TransportFailure>> fetch(Deadline& deadline);

    /// The API server answered this one with 401: files are read, and the plugin is run, before the next.
    void refuse(const Identity& identity);
    /// A handshake failed: files are read before the next; CA or client certificate may have been changed.
    void check_files_soon() { next_check_ = Clock::time_point::min(); }
    /// Kills the plugin that runs. Nothing is fetched any more.
    void stop();

private:
    struct PluginRun;
    using Unusable = std::unexpected<TransportFailure>;

    void check_files();
    /// `about`: files, token, TLS or plugin; each has its own last complaint.
    void log_once(const std::string& about, const std::string& complaint);
    [[nodiscard]] bool needs_plugin() const;
    [[nodiscard]] bool is_login_valid() const;
    [[nodiscard]] std::chrono::system_clock::time_point refresh_time(const PluginLogin& login) const;
    asio::awaitable<std::expected<void, TransportFailure>> await_plugin(Deadline& deadline);
    void start_plugin();
    void plugin_ended(const std::expected<PluginLogin, std::string>& ended);
    [[nodiscard]] ExecPluginCluster cluster() const;
    [[nodiscard]] std::optional<std::string> token();
    [[nodiscard]] std::string complaint_about_token() const;
    [[nodiscard]] certs::ClientSettings wanted() const;
    [[nodiscard]] std::expected<std::shared_ptr<const Identity>, TransportFailure> assemble();
    [[nodiscard]] std::expected<void, std::string> update_context();

    asio::any_io_executor executor_;
    const Configuration configuration_;
    const Timing timing_;
    CredentialFile ca_;
    CredentialFile token_;
    CredentialFile client_certificate_;
    CredentialFile client_key_;
    Clock::time_point next_check_ = Clock::time_point::min();

    std::shared_ptr<ssl_ctx_st> context_;
    std::optional<certs::ClientSettings> tried_;  ///< what the last context was made of, whether it worked or not
    std::shared_ptr<const Identity> current_;
    std::map<std::string, std::string> logged_;  ///< the complaint of the last log line about each

    std::shared_ptr<PluginRun> run_;
    std::optional<PluginLogin> login_;
    std::chrono::system_clock::time_point refresh_;  ///< when the plugin is run again
    std::string plugin_complaint_;                   ///< of the last run, until one works
    Clock::time_point plugin_rests_until_ = Clock::time_point::min();
    bool is_stopped_ = false;
};

}  // namespace server::kube
