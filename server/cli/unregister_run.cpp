#include "server/cli/unregister_run.hpp"

#include "core/json/write.hpp"
#include "core/watch/event.hpp"
#include "server/kube/decode.hpp"

#include <algorithm>
#include <ostream>
#include <thread>
#include <utility>

#include <spdlog/fmt/fmt.h>

namespace server::cli {
namespace {

using Clock = std::chrono::steady_clock;
using Answer = std::expected<kube::Written, kube::TransportFailure>;
using Failure = kube::TransportFailure::Kind;

constexpr std::chrono::milliseconds call_limit{5'000};

/// With the uid as a precondition
/// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/delete-options).
std::string delete_options(const std::string& uid) {
    std::string options = R"({"apiVersion":"v1","kind":"DeleteOptions","preconditions":{)";
    core::json::append_member(options, "uid", uid);
    return options + "}}";
}

class Unregistration {
public:
    Unregistration(kube::BlockingClient& client, const UnregisterOptions& options, std::ostream& out, std::ostream& err)
        : client_(client),
          options_(options),
          out_(out),
          err_(err),
          name_("MutatingWebhookConfiguration " + options.webhook_configuration),
          target_("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/" +
                  options.webhook_configuration) {}

    bool run() {
        for (;;) {
            const State state = look();
            if (state == State::absent && !was_deleted_) {
                out_ << "there is no " << name_ << ": nothing to do\n";
                return true;
            }
            if (state == State::absent) return settle();
            if (state == State::failed) return false;
            if (Clock::now() >= end_) return give_up();
            std::this_thread::sleep_for(options_.pause);
        }
    }

private:
    enum class State {
        there,   ///< or not known: look again
        absent,  ///< that one, at any rate
        failed,  ///< said why
    };

    State look() {
        auto got = client_.get(target_, call_time());
        if (!got || (got->response.status != 200 && got->response.status != 404)) return judge(got, "get");
        if (got->response.status == 404) return State::absent;
        const auto found = kube::decode_metadata(got->object);
        if (!found) return fail("cannot be understood: " + found.error().detail);
        if (uid_.empty()) uid_ = found->uid;
        if (found->uid != uid_)
            return fail(
                "was made anew by somebody while it was being deleted, and is left alone: is that a GitOps tool? If it "
                "is to go, run this again");
        if (is_going_) return State::there;
        return remove();
    }

    State remove() {
        auto answer = client_.write({.method = kube::Method::remove,
                                     .target = target_,
                                     .content_type = "application/json",
                                     .body = delete_options(uid_),
                                     .total_timeout = call_time()});
        const int status = answer ? answer->response.status : 0;
        if (status == 409) return State::there;  // another one by now: the next look says so
        if (status == 200 || status == 202 || status == 404) {
            was_deleted_ = true;
            is_going_ = true;
            trouble_.clear();
            return look();
        }
        // Of a request that broke off nobody knows whether it arrived.
        was_deleted_ = was_deleted_ || !answer;
        return judge(answer, "delete");
    }

    /// What is worth another try is remembered, for the end of the time.
    State judge(const Answer& answer, const char* verb) {
        const bool is_new = trouble_.empty();
        const int status = answer ? answer->response.status : 0;
        if (!answer)
            trouble_ = std::string(to_string(answer.error().kind)) + ": " + answer.error().detail;
        else
            trouble_ = core::watch::decode_failure(status, answer->response.error_body).detail;
        if (status == 403)
            trouble_ +=
                "; it needs a ClusterRole with get and delete on mutatingwebhookconfigurations "
                "(admissionregistration.k8s.io), resourceNames [" +
                options_.webhook_configuration + "]";
        const bool is_hopeless = answer ? status < 500 && status != 429 && status != 403 && status != 401
                                        : answer.error().kind == Failure::credentials;
        if (is_hopeless) return fail("cannot be removed (" + std::string(verb) + "): " + trouble_);
        if (status == 403 || status == 401) end_ = std::min(end_, begin_ + options_.brief);
        if (is_new && Clock::now() < end_) err_ << "trying again: " << trouble_ << '\n';
        return State::there;
    }

    bool give_up() {
        if (!trouble_.empty())
            fail("cannot be removed: " + trouble_);
        else
            fail("is deleted, but still there: which finalizers has it? kubectl get mutatingwebhookconfiguration " +
                 options_.webhook_configuration + " -o jsonpath={.metadata.finalizers}");
        return false;
    }

    bool settle() {
        out_ << "deleted the " << name_ << '\n';
        std::this_thread::sleep_for(options_.settle);
        const auto again = client_.get(target_, call_limit);
        if (again && again->response.status == 200) {
            fail(
                "is there again: somebody made it anew (a GitOps tool?), and Pods are refused once the webhook is "
                "gone. Stop that first, then run this again");
            return false;
        }
        out_ << fmt::format("gone for {:g} s: every API server has had the time to hear of it\n",
                            std::chrono::duration<double>(options_.settle).count());
        return true;
    }

    State fail(const std::string& why) {
        err_ << "the " << name_ << ' ' << why << '\n';
        return State::failed;
    }

    [[nodiscard]] std::chrono::milliseconds call_time() const {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now());
        return std::clamp(left, std::chrono::milliseconds(1'000), call_limit);
    }

    kube::BlockingClient& client_;
    const UnregisterOptions& options_;
    std::ostream& out_;
    std::ostream& err_;
    std::string name_;
    std::string target_;
    Clock::time_point begin_ = Clock::now();
    Clock::time_point end_ = begin_ + options_.limit;
    std::string uid_;           ///< of the one that is to go
    bool was_deleted_ = false;  ///< a DELETE was sent that may have arrived
    bool is_going_ = false;     ///< and was taken
    std::string trouble_;
};

}  // namespace

bool unregister(kube::BlockingClient& client, const UnregisterOptions& options, std::ostream& out, std::ostream& err) {
    return Unregistration(client, options, out, err).run();
}

}  // namespace server::cli
