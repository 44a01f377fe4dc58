#include "server/telemetry/version.hpp"

#include <openssl/opensslv.h>
#include <rapidjson/rapidjson.h>
#include <spdlog/version.h>
#include <boost/version.hpp>

namespace server::telemetry {
namespace {

std::string dotted(int major, int minor, int patch) {
    return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

/// Versions hold neither quotes nor control characters, but the compiler's may come from a distributor: be sure.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out + '"';
}

}  // namespace

std::string_view version() { return PIW_VERSION; }

const std::vector<Component>& components() {
    static const std::vector<Component> all = {
        {"compiler", "clang " + dotted(__clang_major__, __clang_minor__, __clang_patchlevel__)},
        {"boost", dotted(BOOST_VERSION / 100'000, BOOST_VERSION / 100 % 1'000, BOOST_VERSION % 100)},
        {"openssl", OPENSSL_VERSION_STR},
        {"rapidjson", RAPIDJSON_VERSION_STRING},
        {"spdlog", dotted(SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH)},
    };
    return all;
}

std::string version_json() {
    std::string out = R"({"name":"profile-iam-webhook","version":)" + quoted(version());
    out += ",\"compiler\":" + quoted(components().front().version) + ",\"libraries\":{";
    for (std::size_t i = 1; i < components().size(); ++i) {
        if (i > 1) out += ',';
        out += quoted(components()[i].name) + ':' + quoted(components()[i].version);
    }
    return out + "}}";
}

}  // namespace server::telemetry
