#include "server/telemetry/admission_counters.hpp"

namespace server::telemetry {
namespace {

using core::mutation::Operation;
using core::mutation::Outcome;
using core::mutation::Reason;
using core::mutation::Resource;
using core::mutation::Verdict;
using prometheus::Counter;
using prometheus::Labels;

struct Usual {
    Resource resource;
    Operation operation;
    Verdict verdict;
    Reason reason;
};

constexpr std::array usual_admissions{
    Usual{Resource::pods, Operation::create, Verdict::patched, Reason::injected},
    Usual{Resource::pods, Operation::create, Verdict::observed, Reason::injected},
    Usual{Resource::pods, Operation::create, Verdict::unchanged, Reason::complete},
    Usual{Resource::pods, Operation::create, Verdict::unchanged, Reason::no_role},
    Usual{Resource::pods, Operation::create, Verdict::unchanged, Reason::sa_not_managed},
    Usual{Resource::pods, Operation::create, Verdict::unchanged, Reason::not_owned},
    Usual{Resource::pods, Operation::create, Verdict::unchanged, Reason::plugin_invalid},
    Usual{Resource::pods, Operation::create, Verdict::unchanged, Reason::role_refused},
    Usual{Resource::pods, Operation::create, Verdict::unchanged, Reason::profile_terminating},
    Usual{Resource::pods, Operation::create, Verdict::refused, Reason::refused},
    Usual{Resource::ephemeral_containers, Operation::update, Verdict::patched, Reason::injected},
    Usual{Resource::ephemeral_containers, Operation::update, Verdict::unchanged, Reason::no_role},
    Usual{Resource::service_accounts, Operation::create, Verdict::patched, Reason::annotated},
    Usual{Resource::service_accounts, Operation::create, Verdict::unchanged, Reason::not_managed},
    Usual{Resource::service_accounts, Operation::update, Verdict::patched, Reason::repaired},
    Usual{Resource::service_accounts, Operation::update, Verdict::unchanged, Reason::right},
    Usual{Resource::service_accounts, Operation::update, Verdict::unchanged, Reason::not_managed},
    Usual{Resource::service_accounts, Operation::update, Verdict::denied, Reason::denied},
};

}  // namespace

AdmissionCounters::AdmissionCounters(prometheus::Family<Counter>& family) : family_(family) {
    for (const Usual& usual : usual_admissions) at(usual.resource, usual.operation, usual.verdict, usual.reason);
}

void AdmissionCounters::increment(const Outcome& outcome) {
    at(outcome.resource, outcome.operation, outcome.verdict, outcome.reason).Increment();
}

Counter& AdmissionCounters::at(Resource resource, Operation operation, Verdict verdict, Reason reason) {
    auto index = static_cast<std::size_t>(resource);
    index = index * core::mutation::operation_count + static_cast<std::size_t>(operation);
    index = index * core::mutation::verdict_count + static_cast<std::size_t>(verdict);
    index = index * core::mutation::reason_count + static_cast<std::size_t>(reason);
    return series_.at(index).get(family_, [&] {
        return Labels{{"resource", to_string(resource)},
                      {"operation", to_string(operation)},
                      {"outcome", to_string(verdict)},
                      {"reason", to_string(reason)}};
    });
}

}  // namespace server::telemetry
