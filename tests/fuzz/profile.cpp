// The readers of the objects that a directory is made of.
#include "core/admission/answer.hpp"
#include "core/json/scanner.hpp"
#include "core/profile/directory.hpp"
#include "core/profile/ownership.hpp"
#include "tests/fuzz/target.hpp"

#include <string>

namespace fuzz {
namespace {

using namespace core::profile;

bool is_json(std::string_view text) {
    core::json::Scanner scanner(text);
    scanner.skip();
    return scanner.finish();
}

/// An error is one line of UTF-8 that names the place, and goes out as JSON; what was read was JSON and has a name.
template <typename Object>
void check(std::string_view text, const core::Result<Object>& object) {
    if (object) {
        must(is_json(text), "only JSON is read");
        must(!object->name.empty(), "what is read has a name");
        return;
    }
    const std::string& detail = object.error().detail;
    must(detail.starts_with('/') || detail.starts_with("(the document)") || detail.starts_with("..."),
         "an error names the place");
    must(is_json(core::admission::encode_status(400, detail)), "an error can be told");
    const bool is_broken = object.error().code == core::ErrorCode::broken_json ||
                           object.error().code == core::ErrorCode::too_deep;
    must(is_broken == !is_json(text), "the error says whether it was JSON");
}

void check_plugin(const Plugin& plugin) {
    for (const std::string& warning : plugin.warnings) {
        must(is_json(core::admission::encode_status(400, warning)), "a warning can be told");
    }
    must(is_json(core::admission::encode_status(400, plugin.invalid)), "what is wrong with a plugin can be told");
    for (const char digit : plugin.token_expiration.value_or("")) {
        must((digit >= '0' && digit <= '9') || digit == '-', "a lifetime is an integer");
    }
}

}  // namespace

void try_input(std::string_view bytes) {
    const auto profile = decode_profile(bytes);
    const auto name_space = decode_namespace(bytes);
    const auto account = decode_service_account(bytes, "eks.amazonaws.com");
    check(bytes, profile);
    check(bytes, name_space);
    check(bytes, account);
    Directory directory;
    if (account) {
        directory = directory.with(*account);
        must(directory.find_service_account(account->namespace_name, account->name) != nullptr, "it can be found");
    }
    if (profile && profile->plugin) {
        check_plugin(*profile->plugin);
    }
    if (profile && name_space) {
        directory = directory.with(*profile).with(*name_space);
        must(*directory.find_profile(profile->name) == *profile, "it can be found");
        const bool by_annotation = decide_ownership(*name_space, *profile) == Ownership::owner_annotation;
        must(!by_annotation || (!name_space->has_profile_reference && !profile->owner_name.empty()),
             "an empty owner matches nothing, and a Profile reference forbids the adoption");
    }
}

}  // namespace fuzz
