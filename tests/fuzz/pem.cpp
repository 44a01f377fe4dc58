// The Secret of a self-managed certificate, as somebody with kubectl may leave it.
#include "certs/rotation/rotation.hpp"
#include "tests/fuzz/target.hpp"

#include <string>
#include <vector>

namespace fuzz {
namespace {

using namespace certs::rotation;

const Settings settings{.common_name = "webhook", .dns_names = {"webhook.system.svc"}};

/// What a replica of ours has made: whole.
const Contents& good() {
    static const Contents contents = [] {
        Situation nothing;
        nothing.now = std::chrono::system_clock::from_time_t(1'800'000'000);
        return carry_out({.change = Change::create, .why = {}, .look_again = {}}, nothing, settings).value();
    }();
    return contents;
}

/// The input is the four keys, three annotations and a caBundle, with a zero byte between each; `@name@` in one of them
/// stands for the good one of that name, so that one part can be bad beside three that fit.
std::vector<std::string> parts_of(std::string_view bytes) {
    std::vector<std::string> parts(1);
    for (const char c : bytes) {
        if (c == '\0' && parts.size() < 8)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    parts.resize(8);
    const auto data = encode_data(good());
    for (auto& part : parts)
        for (const auto& [name, value] : data)
            if (const auto at = part.find("@" + name + "@"); at != std::string::npos)
                part.replace(at, name.size() + 2, value);
    return parts;
}

/// Whatever is there: one step after the other leads to a Secret that is whole and stays as it is.
void must_be_mended(Situation situation) {
    for (int i = 0; i < 6; ++i) {
        const auto step = next_step(situation, settings);
        must(step == next_step(situation, settings), "the same situation gives the same step");
        must(step.look_again > situation.now, "there is always a next look");
        if (step.change == Change::none) {
            must(is_whole(*situation.secret, settings, situation.now), "what is left alone is whole");
            return;
        }
        const auto after = carry_out(step, situation, settings);
        must(after.has_value(), "what is decided can be done");
        must(decode_contents(encode_data(*after), encode_annotations(*after)) == *after, "what is written can be read");
        must(encode_data(*after).at("ca.crt").size() < std::size_t{256} * 1024, "a Secret does not grow without end");
        situation.secret = *after;
        if (is_whole(*after, settings, situation.now)) situation.bundles = {after->authorities_pem};
        situation.served = to_serve(situation, settings);
    }
    must(false, "some steps are enough");
}

}  // namespace

void try_input(std::string_view bytes) {
    const auto parts = parts_of(bytes);
    Situation situation;
    situation.now = std::chrono::system_clock::from_time_t(1'800'000'000);
    situation.bundles_since = situation.now - std::chrono::hours(1);
    situation.secret = decode_contents(
        {{"tls.crt", parts[0]}, {"tls.key", parts[1]}, {"ca.crt", parts[2]}, {"ca.key", parts[3]}},
        {{published_at_annotation, parts[4]}, {needed_until_annotation, parts[5]}, {renew_annotation, parts[6]}});
    situation.bundles = {parts[7]};
    must_be_mended(situation);
    situation.remembered = good();
    must_be_mended(situation);
}

}  // namespace fuzz
