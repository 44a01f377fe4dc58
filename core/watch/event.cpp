#include "core/watch/event.hpp"

#include "core/json/decoder.hpp"

#include <optional>
#include <utility>

namespace core::watch {
namespace {

using json::Decoder;
using json::Fault;

constexpr std::string_view end_annotation = "k8s.io/initial-events-end";

/// What matters of the object in an event; an ERROR's Status may have none of it.
struct ObjectFacts {
    std::string_view json;
    std::string_view resource_version;
    bool initial_events_end = false;
    Fault fault;
};

std::optional<EventType> to_type(std::string_view name) {
    constexpr std::pair<std::string_view, EventType> names[] = {{"ADDED", EventType::added},
                                                                {"MODIFIED", EventType::modified},
                                                                {"DELETED", EventType::deleted},
                                                                {"BOOKMARK", EventType::bookmark},
                                                                {"ERROR", EventType::error}};
    for (const auto& [known, type] : names) {
        if (known == name) {
            return type;
        }
    }
    return std::nullopt;
}

void read_metadata(Decoder& decoder, ObjectFacts& object) {
    decoder.object(object.fault, [&](const json::String& key) {
        if (key.is("resourceVersion")) {
            object.resource_version = decoder.string(object.fault);
        } else if (key.is("annotations")) {
            decoder.object(object.fault, [&](const json::String& annotation) {
                if (annotation.is(end_annotation)) {
                    object.initial_events_end = decoder.string(object.fault) == "true";
                } else {
                    decoder.scanner().skip();
                }
            });
        } else {
            decoder.scanner().skip();
        }
    });
}

ObjectFacts read_object(Decoder& decoder) {
    ObjectFacts object;
    if (decoder.scanner().peek() == json::Kind::null) {
        decoder.scanner().skip();
        return object;
    }
    const std::size_t begin = decoder.scanner().offset();
    decoder.object(object.fault, [&](const json::String& key) {
        if (key.is("metadata")) {
            read_metadata(decoder, object);
        } else {
            decoder.scanner().skip();
        }
    });
    object.json = decoder.scanner().text().substr(begin, decoder.scanner().offset() - begin);
    return object;
}

std::unexpected<Error> wrong(const char* detail) { return std::unexpected(Error{ErrorCode::wrong_shape, detail}); }

Result<Event> to_event(std::string_view line, EventType type, const ObjectFacts& object) {
    Event event;
    event.object = object.json;
    event.facts.type = type;
    if (object.json.empty()) {
        return wrong("/object is missing");
    }
    if (type == EventType::error) {
        event.facts.failure = decode_failure(0, object.json);
        return event;
    }
    if (object.fault.is_set()) {
        return std::unexpected(json::wrong_shape(line, object.fault));
    }
    if (object.resource_version.empty()) {
        return wrong("/object/metadata/resourceVersion is missing");
    }
    event.facts.resource_version = object.resource_version;
    event.facts.initial_events_end = type == EventType::bookmark && object.initial_events_end;
    return event;
}

}  // namespace

Result<Event> decode_event(std::string_view line) {
    Decoder decoder(line);
    Fault fault;
    std::string_view name;
    ObjectFacts object;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("type")) {
            name = decoder.string(fault);
        } else if (key.is("object")) {
            object = read_object(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    if (auto error = decoder.finish()) {
        return std::unexpected(std::move(*error));
    }
    if (fault.is_set()) {
        return std::unexpected(json::wrong_shape(line, fault));
    }
    const auto type = to_type(name);
    if (!type) {
        return wrong(name.empty() ? "/type is missing" : "/type is unknown");
    }
    return to_event(line, *type, object);
}

Result<Page> decode_page(std::string_view list_without_items) {
    Decoder decoder(list_without_items);
    Fault fault;
    Page page;
    decoder.object(fault, [&](const json::String& key) {
        if (!key.is("metadata")) {
            decoder.scanner().skip();
            return;
        }
        decoder.object(fault, [&](const json::String& member) {
            if (member.is("resourceVersion")) {
                page.resource_version = decoder.string(fault);
            } else if (member.is("continue")) {
                page.continue_token = decoder.string(fault);
            } else {
                decoder.scanner().skip();
            }
        });
    });
    if (auto error = decoder.finish()) {
        return std::unexpected(std::move(*error));
    }
    if (fault.is_set()) {
        return std::unexpected(json::wrong_shape(list_without_items, fault));
    }
    if (page.resource_version.empty()) {
        return wrong("/metadata/resourceVersion is missing");
    }
    return page;
}

}  // namespace core::watch
