#include "core/oidc/registered_provider.hpp"

#include "core/json/decoder.hpp"

#include <cstddef>
#include <utility>

namespace core::oidc {
namespace {

using json::Decoder;
using json::Fault;

void read_list(Decoder& decoder, Fault& fault, std::vector<std::string>& list) {
    list.clear();
    decoder.array(fault, [&](std::size_t) { list.emplace_back(decoder.string(fault)); });
}

}  // namespace

Result<RegisteredProvider> decode_registered_provider(std::string_view json) {
    Decoder decoder(json);
    Fault fault;
    RegisteredProvider provider;
    decoder.object(fault, [&](const json::String& name) {
        if (name.is("Url")) {
            provider.url = decoder.string(fault);
        } else if (name.is("ClientIDList")) {
            read_list(decoder, fault, provider.client_ids);
        } else if (name.is("ThumbprintList")) {
            read_list(decoder, fault, provider.thumbprints);
        } else {
            decoder.scanner().skip();
        }
    });
    if (auto error = decoder.finish()) {
        return std::unexpected(*std::move(error));
    }
    if (fault.is_set()) {
        return std::unexpected(json::wrong_shape(json, fault));
    }
    if (provider.url.empty()) {
        return std::unexpected(Error{ErrorCode::wrong_shape,
                                     "/Url is missing: this is not what aws iam get-open-id-connect-provider prints"});
    }
    return provider;
}

}  // namespace core::oidc
