#include "core/admission/service_account.hpp"

namespace core::admission {

json::Fault ServiceAccount::fault() const {
    json::Fault first = metadata.fault;
    first.absorb(metadata.annotations.fault);
    return first;
}

ServiceAccount decode_service_account(json::Decoder& decoder, json::Fault& fault) {
    ServiceAccount account;
    decoder.object(fault, [&](const json::String& key) {
        if (key.is("apiVersion")) {
            account.api_version = decoder.string();
        } else if (key.is("kind")) {
            account.kind = decoder.string();
        } else if (key.is("metadata")) {
            account.metadata = decode_metadata(decoder);
        } else {
            decoder.scanner().skip();
        }
    });
    return account;
}

}  // namespace core::admission
