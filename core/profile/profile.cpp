#include "core/profile/profile.hpp"

#include "core/profile/decode.hpp"
#include "core/profile/plugin.hpp"

#include <utility>

namespace core::profile {
namespace {

using json::Decoder;
using json::Fault;

/// One entry of `spec.plugins`. True when it is ours; the plugin is then in `plugin`.
bool decode_plugin_entry(Decoder& decoder, Fault& fault, Plugin& plugin) {
    std::string_view kind;
    Plugin decoded;
    decoded.invalid = "awsIamRole is missing";  // an entry without a spec
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("kind")) {
            kind = decoder.string(fault);
        } else if (key.is("spec")) {
            decoded = decode_plugin_spec(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    if (kind != "AwsIamForServiceAccount") {
        return false;
    }
    plugin = std::move(decoded);
    return true;
}

void decode_plugins(Decoder& decoder, Fault& fault, Profile& result) {
    int count = 0;
    decoder.array(fault, [&](std::size_t) {
        Plugin plugin;
        if (decode_plugin_entry(decoder, fault, plugin)) {
            result.plugin = std::move(plugin);
            ++count;
        }
    });
    if (count > 1) {
        result.plugin->warnings.push_back("it has " + std::to_string(count) +
                                          " AwsIamForServiceAccount plugins: the last one is used, remove the others");
    }
}

void decode_spec(Decoder& decoder, Fault& fault, Profile& result) {
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("owner")) {
            decoder.object(fault, [&](const json::String& member) {
                if (member.is("name")) {
                    result.owner_name = decoder.string(fault);
                } else {
                    decoder.scanner().skip();
                }
            });
        } else if (key.is("plugins")) {
            decode_plugins(decoder, fault, result);
        } else {
            decoder.scanner().skip();
        }
    });
}

void decode_metadata(Decoder& decoder, Fault& fault, Profile& result) {
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("name")) {
            result.name = decoder.string(fault);
        } else if (key.is("uid")) {
            result.uid = decoder.string(fault);
        } else if (key.is("deletionTimestamp")) {
            result.terminating = decoder.is_given();
        } else {
            decoder.scanner().skip();
        }
    });
}

}  // namespace

Result<Profile> decode_profile(std::string_view json) {
    Decoder decoder(json);
    Fault fault;
    Profile result;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("metadata")) {
            decode_metadata(decoder, fault, result);
        } else if (key.is("spec")) {
            decode_spec(decoder, fault, result);
        } else {
            decoder.scanner().skip();
        }
    });
    auto finished = finish(json, decoder, fault, std::move(result));
    if (finished && !text::is_dns_label(finished->name)) {
        return std::unexpected(bad_name("/metadata/name", finished->name));
    }
    return finished;
}

}  // namespace core::profile
