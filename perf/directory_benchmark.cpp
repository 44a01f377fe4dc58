// What the directory of a large cluster costs: an event beside the same event in a small cluster, a whole list, and
// readers with a writer beside readers without. Read the ratios, not the times.
#include "core/profile/directory.hpp"
#include "core/profile/replacement.hpp"
#include "perf/reader_latency.hpp"
#include "server/published.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace core::profile;

constexpr const char* role = "arn:aws:iam::111122223333:role/team";

std::string namespace_name(int i) { return "team-" + std::to_string(i); }

/// Ten to a namespace, one of them with a role.
ServiceAccount account(int i) {
    ServiceAccount made;
    made.namespace_name = namespace_name(i / 10);
    made.name = i % 10 == 0 ? "default-editor" : "account-" + std::to_string(i % 10);
    made.role_arn = i % 10 == 0 ? role : "";
    return made;
}

/// The same as the API server sends it.
std::string account_json(int i) {
    const ServiceAccount of = account(i);
    return R"({"metadata":{"name":")" + of.name + R"(","namespace":")" + of.namespace_name +
           R"(","uid":"6f9b1f0e-3c1d-4f5e-9a57-5a1b8e0c7d11","resourceVersion":"123456",)"
           R"("creationTimestamp":"2026-11-21T07:00:00Z")" +
           (of.role_arn.empty() ? "" : R"(,"annotations":{"eks.amazonaws.com/role-arn":")" + of.role_arn + "\"}") +
           "}}";
}

Directory cluster_of(int accounts) {
    Directory directory(Directory::Absence::unknown);
    for (int i = 0; i < accounts / 10; ++i) {
        Profile profile;
        profile.name = namespace_name(i);
        profile.plugin = Plugin{};
        profile.plugin->role_arn = role;
        Namespace name_space;
        name_space.name = profile.name;
        directory = directory.with(std::move(profile)).with(std::move(name_space));
    }
    Replacement replacement(ObjectKind::service_account, directory);
    for (int i = 0; i < accounts; ++i) {
        replacement.put(account(i));
    }
    return std::move(replacement).finish(directory);
}

/// A benchmark of something that failed would be a lie.
void check(bool worked, const char* what) {
    if (!worked) {
        std::cerr << "perf: " << what << " failed\n";
        std::exit(1);
    }
}

/// The n-th of a series of events that changes a ServiceAccount here and there and never repeats itself soon.
ServiceAccount event(int n, int accounts) {
    ServiceAccount changed = account(static_cast<int>(n * 7919LL % accounts));
    changed.audience = std::to_string(n);
    return changed;
}

/// One event of a watch, published.
void directory_event(benchmark::State& state) {
    const auto accounts = static_cast<int>(state.range(0));
    server::Published<Directory> published(std::make_shared<const Directory>(cluster_of(accounts)));
    int n = 0;
    for (auto _ : state) {
        published.publish(std::make_shared<const Directory>(published.current()->with(event(++n, accounts))));
    }
    check(published.current()
                  ->find_service_account(event(n, accounts).namespace_name, event(n, accounts).name)
                  ->audience == std::to_string(n),
          "the event");
}

/// A whole list, decoded and put into the directory; `relist`: into one that has the same objects already.
void directory_list(benchmark::State& state, bool relist) {
    const auto accounts = static_cast<int>(state.range(0));
    std::vector<std::string> items;
    items.reserve(static_cast<std::size_t>(accounts));
    for (int i = 0; i < accounts; ++i) {
        items.push_back(account_json(i));
    }
    Directory before(Directory::Absence::unknown);
    const auto list = [&items](const Directory& from) {
        Replacement replacement(ObjectKind::service_account, from);
        for (const std::string& item : items) {
            replacement.put(*decode_service_account(item, "eks.amazonaws.com"));
        }
        return std::move(replacement).finish(from);
    };
    before = relist ? list(before) : before;
    for (auto _ : state) {
        const Directory after = list(before);
        check(after.same_as(before) == relist, "the list");
    }
}

/// What one review looks up, 200,000 times without a writer and 200,000 times beside one that publishes 1,000 events a
/// second, in turns of 10,000.
void directory_readers(benchmark::State& state) {
    const auto accounts = static_cast<int>(state.range(0));
    server::Published<Directory> published(std::make_shared<const Directory>(cluster_of(accounts)));
    int looked_up = 0;
    const auto read = [&] {
        const ServiceAccount wanted = event(++looked_up, accounts);
        return perf::timed([&] {
            const auto snapshot = published.current();
            benchmark::DoNotOptimize(snapshot->find_profile(wanted.namespace_name));
            benchmark::DoNotOptimize(snapshot->find_namespace(wanted.namespace_name));
            benchmark::DoNotOptimize(snapshot->find_service_account(wanted.namespace_name, wanted.name));
        });
    };
    int written = 0;
    const auto write = [&] {
        published.publish(std::make_shared<const Directory>(published.current()->with(event(++written, accounts))));
    };
    for (auto _ : state) {
        const perf::Comparison comparison = perf::compare_readers(read, write);
        check(written > 0, "the writer");
        state.counters["p50_quiet_ns"] = comparison.quiet.p50_ns;
        state.counters["p50_busy_ns"] = comparison.busy.p50_ns;
        state.counters["p99_quiet_ns"] = comparison.quiet.p99_ns;
        state.counters["p99_busy_ns"] = comparison.busy.p99_ns;
        state.counters["p999_quiet_ns"] = comparison.quiet.p999_ns;
        state.counters["p999_busy_ns"] = comparison.busy.p999_ns;
        state.counters["events_per_s"] = comparison.events_per_s;
    }
}

BENCHMARK(directory_event)->Arg(100)->Arg(100'000);
BENCHMARK_CAPTURE(directory_list, first, false)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(directory_list, relist, true)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK(directory_readers)->Arg(100'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
