#include "server/kube/kubeconfig_base64.hpp"

#include "core/text/base64.hpp"

namespace server::kube {

std::optional<std::string> decode_base64(std::string_view text) {
    std::string characters(text);
    std::erase_if(characters, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
    return core::text::decode_base64(characters);
}

}  // namespace server::kube
