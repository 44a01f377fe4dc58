#include "certs/rotation/rotation.hpp"

#include "certs/rotation/decide.hpp"
#include "certs/rotation/serve.hpp"

namespace certs::rotation {

const char* to_string(Change change) {
    switch (change) {
        case Change::none: return "none";
        case Change::create: return "create";
        case Change::restore: return "restore";
        case Change::issue_authority: return "issue_authority";
        case Change::issue_leaf: return "issue_leaf";
        case Change::note_published: return "note_published";
        case Change::retire_authorities: return "retire_authorities";
    }
    return "unknown";
}

Step next_step(const Situation& situation, const Settings& settings) {
    return decide(examine(situation, settings), situation.now, settings);
}

KeyPair to_serve(const Situation& situation, const Settings& settings) {
    switch (choose(examine(situation, settings), situation.now, settings)) {
        case Source::secret: return {situation.secret->certificate_pem, situation.secret->key_pem};
        case Source::remembered: return {situation.remembered->certificate_pem, situation.remembered->key_pem};
        case Source::in_use: break;
    }
    return situation.served;
}

bool is_whole(const Contents& contents, const Settings& settings, TimePoint now) {
    return is_whole(examine(contents, settings), now);
}

}  // namespace certs::rotation
