#include "certs/rotation/rotation.hpp"

#include "certs/rotation/decide.hpp"

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

bool is_whole(const Contents& contents, const Settings& settings, TimePoint now) {
    return is_whole(examine(contents, settings), now);
}

}  // namespace certs::rotation
