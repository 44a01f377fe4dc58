// What one review costs in core, beside one pass of RapidJSON over the same bytes: read the ratio, not the time.
#include "core/admission/review.hpp"
#include "core/mutate.hpp"
#include "core/mutation/decide.hpp"
#include "perf/bodies.hpp"
#include "perf/rapidjson_pass.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <iostream>
#include <string>

namespace {

using namespace core::profile;

Directory directory() {
    Profile profile;
    profile.name = "team-a";
    profile.uid = "u1";
    profile.plugin = Plugin{};
    profile.plugin->role_arn = "arn:aws:iam::111122223333:role/team-a";
    Namespace name_space;
    name_space.name = "team-a";
    name_space.has_profile_reference = true;
    name_space.controllers = {Namespace::ProfileReference{"team-a", "u1"}};
    ServiceAccount account;
    account.namespace_name = "team-a";
    account.name = "default-editor";
    return Directory().with(profile).with(name_space).with(account);
}

std::string body_for(const benchmark::State& state) {
    return perf::pod_review(static_cast<std::size_t>(state.range(0)));
}

/// A benchmark of something that failed would be a lie.
void check(bool worked, const char* what) {
    if (!worked) {
        std::cerr << "perf: " << what << " failed\n";
        std::exit(1);
    }
}

void count_bytes(benchmark::State& state, const std::string& body) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
    state.counters["body_bytes"] = static_cast<double>(body.size());
}

void rapidjson_sax(benchmark::State& state) {
    const std::string body = body_for(state);
    check(perf::rapidjson_pass(body) > 0, "RapidJSON");
    for (auto _ : state) {
        benchmark::DoNotOptimize(perf::rapidjson_pass(body));
    }
    count_bytes(state, body);
}

void decode(benchmark::State& state) {
    const std::string body = body_for(state);
    check(core::admission::decode_review(body).has_value(), "decode_review");
    for (auto _ : state) {
        benchmark::DoNotOptimize(core::admission::decode_review(body));
    }
    count_bytes(state, body);
}

void decide(benchmark::State& state) {
    const std::string body = body_for(state);
    const auto review = core::admission::decode_review(body);
    check(review.has_value(), "decode_review");
    const Directory cluster = directory();
    const core::mutation::Policy policy;
    for (auto _ : state) {
        benchmark::DoNotOptimize(core::mutation::decide(*review, cluster, policy, core::WhenUnknown::ask));
    }
    count_bytes(state, body);
}

void mutate(benchmark::State& state) {
    const std::string body = body_for(state);
    const Directory cluster = directory();
    const core::mutation::Policy policy;
    check(
        core::mutate(body, cluster, policy, core::WhenUnknown::ask).outcome.reason == core::mutation::Reason::injected,
        "mutate");
    for (auto _ : state) {
        benchmark::DoNotOptimize(core::mutate(body, cluster, policy, core::WhenUnknown::ask));
    }
    count_bytes(state, body);
}

BENCHMARK(rapidjson_sax)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(decode)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(decide)->Arg(1'000)->Arg(10'000)->Arg(100'000);
BENCHMARK(mutate)->Arg(1'000)->Arg(10'000)->Arg(100'000);

}  // namespace
