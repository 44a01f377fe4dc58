#include "tests/certs/rotation/disturbance.hpp"

#include <array>
#include <functional>

namespace certs::rotation::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

Replica& one_of(Scenario& scenario) { return scenario.replicas[scenario.cluster.below(scenario.replicas.size())]; }

std::string& part_of(Contents& secret, std::size_t which) {
    const std::array<std::string*, 4> parts{&secret.certificate_pem, &secret.key_pem, &secret.authorities_pem,
                                            &secret.authority_key_pem};
    return *parts.at(which);
}

/// A whole pair of CA and leaf that nobody here has made, as an administrator may apply it.
Contents foreign(Scenario& scenario, TimePoint now) {
    Situation nothing;
    nothing.now = now;
    return carry_out({.change = Change::create, .why = {}, .look_again = {}}, nothing, scenario.knowledge.settings())
        .value();
}

void damage_a_part(Scenario& scenario) {
    scenario.cluster.edit_secret([&](Contents& secret) {
        auto& part = part_of(secret, scenario.cluster.below(4));
        switch (scenario.cluster.below(3)) {
            case 0: part.clear(); break;
            case 1: part = part.substr(0, part.size() / 2); break;
            default: part = "what is this"; break;
        }
    });
}

void swap_a_part(Scenario& scenario) {
    const auto other = foreign(scenario, scenario.cluster.now());
    scenario.cluster.edit_secret([&](Contents& secret) {
        const auto which = scenario.cluster.below(4);
        auto copy = other;
        part_of(secret, which) = part_of(copy, which);
    });
}

void apply_foreign(Scenario& scenario, TimePoint issued) {
    const auto other = foreign(scenario, issued);
    scenario.cluster.edit_secret([&](Contents& secret) { secret = other; });
}

void edit_annotations(Scenario& scenario) {
    auto& cluster = scenario.cluster;
    cluster.edit_secret([&](Contents& secret) {
        if (cluster.below(2) == 0) secret.published_at = cluster.now() + cluster.between(-days(9), days(9));
        if (cluster.below(2) == 0) secret.needed_until = cluster.now() + cluster.between(-days(9), days(9));
        if (cluster.below(3) == 0) secret.published_at.reset();
        if (cluster.below(3) == 0) secret.needed_until.reset();
    });
}

/// A GitOps tool puts its own idea of the configuration back, several times.
void fight_over_bundles(Scenario& scenario) {
    for (int i = 1; i <= 5; ++i)
        scenario.cluster.after(i * 4s, [&cluster = scenario.cluster] {
            cluster.edit_bundles([](auto& bundles) { bundles.assign(bundles.size(), ""); });
        });
}

struct Disturbance {
    const char* name;
    std::function<void(Scenario&)> happen;
};

const std::vector<Disturbance>& all() {
    static const std::vector<Disturbance> disturbances{
        {"the Secret is deleted", [](auto& scenario) { scenario.cluster.delete_secret(); }},
        {"a part is damaged", damage_a_part},
        {"a part is that of another Secret", swap_a_part},
        {"another whole Secret is applied", [](auto& scenario) { apply_foreign(scenario, scenario.cluster.now()); }},
        {"an expired Secret is applied",
         [](auto& scenario) { apply_foreign(scenario, scenario.cluster.now() - days(1'000)); }},
        {"a Secret with an expired leaf is applied",
         [](auto& scenario) { apply_foreign(scenario, scenario.cluster.now() - days(100)); }},
        {"the annotations are edited", edit_annotations},
        {"a renewal is asked for",
         [](auto& scenario) {
             scenario.cluster.edit_secret([&](Contents& secret) {
                 secret.requested = scenario.cluster.below(2) == 0 ? Renewal::leaf : Renewal::ca;
             });
         }},
        {"one caBundle is emptied",
         [](auto& scenario) { scenario.cluster.edit_bundles([](auto& bundles) { bundles.front().clear(); }); }},
        {"the caBundles are emptied again and again", fight_over_bundles},
        {"the configuration is deleted", [](auto& scenario) { scenario.cluster.delete_configuration(); }},
        {"the configuration is made anew", [](auto& scenario) { scenario.cluster.create_configuration(4, ""); }},
        {"a replica crashes", [](auto& scenario) { one_of(scenario).crash(); }},
        {"a replica is cut off", [](auto& scenario) { one_of(scenario).cut_off(); }},
        {"a watch is slow", [](auto& scenario) { one_of(scenario).slowest = 5min; }},
        {"a clock is wrong by minutes",
         [](auto& scenario) { one_of(scenario).skew = scenario.cluster.between(-30min, 30min); }},
        {"a clock is wrong by months",
         [](auto& scenario) { one_of(scenario).skew = scenario.cluster.between(-days(500), days(500)); }},
        {"a clock is wrong by decades",
         [](auto& scenario) { one_of(scenario).skew = scenario.cluster.between(-days(365 * 50), days(365 * 50)); }},
        {"all replicas crash",
         [](auto& scenario) {
             for (auto& replica : scenario.replicas) replica.crash();
         }},
    };
    return disturbances;
}

}  // namespace

std::string disturb(Scenario& scenario) {
    const auto& chosen = all()[scenario.cluster.below(all().size())];
    chosen.happen(scenario);
    return chosen.name;
}

void calm(Scenario& scenario) {
    for (auto& replica : scenario.replicas) {
        replica.skew = 0s;
        replica.slowest = 2s;
        replica.connect();
        if (!replica.is_running()) replica.start();
    }
    if (!scenario.cluster.configuration()) scenario.cluster.create_configuration(4, "");
}

}  // namespace certs::rotation::testing
