#pragma once

#include "core/registration/webhook_configuration.hpp"
#include "server/kube/configuration.hpp"
#include "tests/server/kube/scripted_server.hpp"

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace server::tls::testing {

using Json = nlohmann::json;

inline const core::registration::Service service{.namespace_name = "profile-iam-system", .name = "profile-iam-webhook"};
inline const std::string secrets = "secrets";
inline const std::string configurations = "mutatingwebhookconfigurations";

/// As much of an API server as a self-managed certificate meets: one Secret and one MutatingWebhookConfiguration with
/// resource versions; get, list, watch and the three kinds of PATCH, with the conflicts that a real one answers
/// (tests/e2e asks a real one); RBAC verb by verb; and it can be away. Plain HTTP on loopback; any thread.
class Api {
public:
    Api();
    ~Api();
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    /// Where it is.
    [[nodiscard]] kube::Configuration cluster() const;

    /// The object of that resource; null: there is none.
    [[nodiscard]] Json object(const std::string& resource) const;
    /// By somebody else, without any check: the object as `edit` leaves it; null deletes it.
    template <typename Edit>
    void edit(const std::string& resource, Edit&& edit) {
        const std::scoped_lock lock(mutex_);
        Json changed = objects_[resource];
        edit(changed);
        store(resource, std::move(changed), "somebody");
    }
    void forbid(const std::string& verb, const std::string& resource);
    void allow_all();
    void away(bool is_away);
    /// Patches of that resource are answered so, until `allow_all`.
    void refuse_patches(const std::string& resource, int code, const std::string& message);
    /// Patches are not answered any more; how many wait.
    void hold_patches();
    [[nodiscard]] std::size_t held() const;

    /// Patches answered with that status so far.
    [[nodiscard]] std::size_t patches(const std::string& resource, int status) const;
    /// What the objects looked like after each change, in order.
    [[nodiscard]] std::vector<Json> history(const std::string& resource) const;

private:
    struct Request {
        std::string verb;
        std::string resource;
        std::string query;
        std::string content_type;
        std::string body;
    };
    struct Event {
        std::uint64_t version;
        std::string resource;
        Json object;  ///< as it was last, when it was deleted
        bool is_deleted;
    };

    void serve(kube::testing::Visitor& visitor);
    void watch(kube::testing::Visitor& visitor, const Request& request);
    [[nodiscard]] std::string answer(const Request& request);
    [[nodiscard]] std::pair<int, Json> patch(const Request& request);
    [[nodiscard]] std::pair<int, Json> apply(const std::string& resource, const Json& wanted,
                                             const std::string& manager);
    void store(const std::string& resource, Json object, const std::string& manager);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool is_stopping_ = false;
    bool is_away_ = false;
    std::uint64_t version_ = 100;
    std::map<std::string, Json> objects_;
    std::map<std::string, std::map<std::string, std::string>> managers_;  ///< resource -> JSON pointer -> manager
    std::vector<Event> events_;
    std::set<std::string> forbidden_;
    std::map<std::string, std::pair<int, std::string>> refusals_;
    bool holds_ = false;
    std::size_t held_ = 0;
    std::map<std::string, std::size_t> answered_;
    kube::testing::ScriptedServer server_;  ///< last: its threads end first
};

/// A webhook of ours with an empty caBundle.
[[nodiscard]] Json webhook(const std::string& name, const std::string& failure_policy);
/// `pods` (Ignore, asked to be Fail) and `serviceaccounts` of ours, and a webhook of somebody else.
[[nodiscard]] Json fresh_configuration();

/// Decoded; `data` of a Secret.
[[nodiscard]] std::string data(const Json& secret, const std::string& key);
/// The caBundles, decoded, of our webhooks.
[[nodiscard]] std::vector<std::string> bundles(const Json& configuration);

}  // namespace server::tls::testing
