#include "core/registration/secret.hpp"

#include "core/json/decoder.hpp"
#include "core/json/write.hpp"
#include "core/registration/finish.hpp"
#include "core/text/base64.hpp"

#include <utility>

namespace core::registration {
namespace {

using json::Decoder;
using json::Fault;

/// One value of `data`. The error tells its place, and nothing of what stands there.
std::string decode_value(Decoder& decoder, Fault& fault) {
    static_cast<void>(decoder.scanner().peek());  // past the white space, so that the offset is the value's
    const std::size_t offset = decoder.scanner().offset();
    auto bytes = text::decode_base64(decoder.string(fault));
    if (!bytes) {
        fault.absorb({offset, "base64"});
    }
    return std::move(bytes).value_or("");
}

void decode_data(Decoder& decoder, Fault& fault, Secret& result) {
    result.data.clear();  // of a repeated key the last counts, whole
    decoder.object(fault, [&](const json::String& key) {
        std::string name(decoder.arena().value(key));
        result.data.insert_or_assign(std::move(name), decode_value(decoder, fault));
    });
}

void decode_annotations(Decoder& decoder, Fault& fault, Secret& result) {
    result.annotations.clear();
    decoder.object(fault, [&](const json::String& key) {
        std::string name(decoder.arena().value(key));
        result.annotations.insert_or_assign(std::move(name), std::string(decoder.string(fault)));
    });
}

void decode_metadata(Decoder& decoder, Fault& fault, Secret& result) {
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("resourceVersion")) {
            result.resource_version = decoder.string(fault);
        } else if (key.is("annotations")) {
            decode_annotations(decoder, fault, result);
        } else {
            decoder.scanner().skip();
        }
    });
}

void append_data(std::string& out, const SecretChange& change) {
    out += "\"data\":{";
    const char* separator = "";
    for (const auto& [key, value] : change.data) {
        out += std::exchange(separator, ",");
        json::append_string(out, key);
        out += ":\"";
        text::append_base64(out, value);
        out += '"';
    }
    out += '}';
}

enum class Absent { left_out, null };

void append_annotations(std::string& out, const SecretChange& change, Absent absent) {
    out += "\"annotations\":{";
    const char* separator = "";
    for (const auto& [key, value] : change.annotations) {
        if (!value && absent == Absent::left_out) {
            continue;
        }
        out += std::exchange(separator, ",");
        json::append_string(out, key);
        out += ':';
        if (value) {
            json::append_string(out, *value);
        } else {
            out += "null";
        }
    }
    out += '}';
}

}  // namespace

Result<Secret> decode_secret(std::string_view json) {
    Decoder decoder(json);
    Fault fault;
    Secret result;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("metadata")) {
            decode_metadata(decoder, fault, result);
        } else if (key.is("type")) {
            result.type = decoder.string(fault);
        } else if (key.is("immutable")) {
            result.immutable = decoder.boolean(fault);
        } else if (key.is("data")) {
            decode_data(decoder, fault, result);
        } else {
            decoder.scanner().skip();
        }
    });
    return finish(json, decoder, fault, std::move(result));
}

std::string encode_secret_apply(const SecretChange& change) {
    std::string out = R"({"apiVersion":"v1","kind":"Secret","type":"kubernetes.io/tls","metadata":{)";
    json::append_member(out, "namespace", change.namespace_name);
    out += ',';
    json::append_member(out, "name", change.name);
    out += ',';
    append_annotations(out, change, Absent::left_out);
    out += "},";
    append_data(out, change);
    return out + '}';
}

std::string encode_secret_patch(const SecretChange& change, std::string_view resource_version) {
    std::string out = "{\"metadata\":{";
    json::append_member(out, "resourceVersion", resource_version);
    out += ',';
    append_annotations(out, change, Absent::null);
    out += "},";
    append_data(out, change);
    return out + '}';
}

}  // namespace core::registration
