#include "server/telemetry/metrics.hpp"

namespace server::telemetry {

const char* to_string(Refusal refusal) {
    switch (refusal) {
        case Refusal::method: return "method";
        case Refusal::unknown_path: return "unknown_path";
        case Refusal::content_type: return "content_type";
        case Refusal::no_length: return "no_length";
        case Refusal::bad_framing: return "bad_framing";
        case Refusal::http_version: return "http_version";
        case Refusal::timeout: return "timeout";
        case Refusal::body_too_large: return "body_too_large";
        case Refusal::headers_too_large: return "headers_too_large";
        case Refusal::broken_json: return "broken_json";
        case Refusal::too_deep: return "too_deep";
        case Refusal::wrong_shape: return "wrong_shape";
        case Refusal::bad_name: return "bad_name";
        case Refusal::not_synced: return "not_synced";
        case Refusal::unknown_objects: return "unknown_objects";
        case Refusal::in_flight_limit: return "in_flight_limit";
        case Refusal::body_memory_limit: return "body_memory_limit";
        case Refusal::draining: return "draining";
    }
    return "unknown";
}

const char* to_string(Handshake result) {
    switch (result) {
        case Handshake::done: return "done";
        case Handshake::timeout: return "timeout";
        case Handshake::plain_http: return "plain_http";
        case Handshake::protocol_version: return "protocol_version";
        case Handshake::no_shared_cipher: return "no_shared_cipher";
        case Handshake::client_certificate_missing: return "client_certificate_missing";
        case Handshake::client_certificate_expired: return "client_certificate_expired";
        case Handshake::client_certificate_unknown_ca: return "client_certificate_unknown_ca";
        case Handshake::client_certificate_other: return "client_certificate_other";
        case Handshake::server_certificate_refused: return "server_certificate_refused";
        case Handshake::reset: return "reset";
        case Handshake::other: return "other";
    }
    return "unknown";
}

const char* to_string(Close reason) {
    switch (reason) {
        case Close::peer: return "peer";
        case Close::asked: return "asked";
        case Close::idle: return "idle";
        case Close::timeout: return "timeout";
        case Close::made_room: return "made_room";
        case Close::refused: return "refused";
        case Close::age: return "age";
        case Close::error: return "error";
    }
    return "unknown";
}

}  // namespace server::telemetry
