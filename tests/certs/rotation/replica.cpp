#include "tests/certs/rotation/replica.hpp"

#include "certs/rotation/decide.hpp"
#include "certs/rotation/serve.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace certs::rotation::testing {

using namespace std::chrono_literals;

Replica::Replica(Cluster& cluster, Knowledge& knowledge) : cluster_(cluster), knowledge_(knowledge) {
    cluster.on_change([this] { hear(); });
}

void Replica::start() {
    is_running_ = true;
    later(cluster_.between(1ms, 500ms), &Replica::read);
}

void Replica::crash() {
    ++life_;
    is_running_ = is_writing_ = false;
    secret_ = {};
    configuration_ = {};
    situation_ = {};
    findings_.reset();
}

void Replica::connect() {
    is_cut_off_ = false;
    if (is_running_) read();
}

Step Replica::step() {
    situation_.now = clock();
    if (!findings_) findings_ = knowledge_.find(situation_);
    return decide(*findings_, situation_.now, knowledge_.settings());
}

void Replica::later(Duration delay, void (Replica::*action)()) {
    cluster_.after(delay, [this, action, life = life_] {
        if (life == life_) (this->*action)();
    });
}

void Replica::hear() {
    if (!is_running_ || is_cut_off_) return;
    hear(secret_, cluster_.secret());
    hear(configuration_, cluster_.configuration());
}

template <typename T>
void Replica::hear(Watched<T>& watched, const T& object) {
    watched.last_event = std::max(watched.last_event, cluster_.now() + cluster_.between(1ms, slowest));
    cluster_.after(watched.last_event - cluster_.now(),
                   [this, &watched, object, life = life_, version = cluster_.version()] {
                       if (life == life_ && !is_cut_off_ && take(watched, object, version)) understand();
                   });
}

template <typename T>
bool Replica::take(Watched<T>& watched, const T& object, long version) {
    if (version <= watched.seen) return false;
    watched.object = object;
    watched.seen = version;
    return true;
}

void Replica::read() {
    if (is_cut_off_) return;
    take(secret_, cluster_.secret(), cluster_.version());
    take(configuration_, cluster_.configuration(), cluster_.version());
    understand();
}

void Replica::understand() {
    const auto& configuration = configuration_.object;
    const auto bundles = configuration ? configuration->value : std::vector<std::string>{};
    if (bundles != situation_.bundles || situation_.bundles_since == TimePoint{}) situation_.bundles_since = clock();
    situation_.bundles = bundles;
    situation_.secret.reset();
    if (secret_.object) situation_.secret = secret_.object->value;
    findings_.reset();
    look();
}

void Replica::look() {
    auto wanted = step();
    const bool is_whole = findings_->exists && rotation::is_whole(findings_->secret, clock());
    if (is_whole && situation_.remembered != situation_.secret) {
        situation_.remembered = situation_.secret;
        findings_.reset();
        wanted = step();
    }
    serve();
    wanted = step();
    wait_until(wanted.look_again);
    if (is_writing_) return;
    const bool patches = is_whole && std::ranges::any_of(situation_.bundles, [&](const std::string& bundle) {
                             return bundle != situation_.secret->authorities_pem;
                         });
    if (patches) return write_bundles();
    if (wanted.change != Change::none) write(wanted);
}

void Replica::serve() {
    KeyPair pair = situation_.served;
    switch (choose(*findings_, clock(), knowledge_.settings())) {
        case Source::secret: pair = {situation_.secret->certificate_pem, situation_.secret->key_pem}; break;
        case Source::remembered: pair = {situation_.remembered->certificate_pem, situation_.remembered->key_pem}; break;
        case Source::in_use: break;
    }
    if (pair == situation_.served) return;
    situation_.served = std::move(pair);
    findings_.reset();
}

void Replica::wait_until(TimePoint time) {
    const Duration delay = std::max<Duration>(time - clock(), 10ms);
    cluster_.after(delay, [this, life = life_, wait = ++wait_] {
        if (life == life_ && wait == wait_) look();
    });
}

void Replica::write(const Step& step) {
    is_writing_ = true;
    const auto after = carry_out(step, situation_, knowledge_.settings());
    ASSERT_TRUE(after) << to_string(step.change) << ": " << after.error().detail;
    const std::optional<long> version = secret_.object ? std::optional(secret_.object->version) : std::nullopt;
    cluster_.after(cluster_.between(2ms, 300ms),
                   [this, life = life_, contents = *after, version, change = step.change] {
                       if (is_cut_off_ && life == life_) return written(false);
                       const bool is_done = cluster_.write_secret(contents, version);  // a crash does not recall it
                       if (is_done) ++changes[change];
                       if (life == life_ && is_done && is_whole(contents, knowledge_.settings(), clock()))
                           situation_.remembered = contents;
                       if (life == life_) written(is_done);
                   });
}

void Replica::write_bundles() {
    is_writing_ = true;
    const std::vector<std::string> bundles(situation_.bundles.size(), situation_.secret->authorities_pem);
    cluster_.after(cluster_.between(2ms, 300ms),
                   [this, life = life_, bundles, version = configuration_.object->version] {
                       if (is_cut_off_ && life == life_) return written(false);
                       const bool is_done = cluster_.write_bundles(bundles, version);
                       if (life == life_) written(is_done);
                   });
}

void Replica::written(bool is_done) {
    is_writing_ = false;
    if (is_done) return read();
    later(cluster_.between(100ms, 2s), &Replica::read);
}

}  // namespace certs::rotation::testing
