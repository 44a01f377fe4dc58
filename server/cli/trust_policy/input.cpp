#include "server/cli/trust_policy/input.hpp"

#include "server/cli/flags.hpp"
#include "server/cli/read_input.hpp"

#include <utility>

namespace server::cli::trust_policy {
namespace {

/// Far above what IAM takes, white space included; below what would keep a pipeline busy.
constexpr std::size_t most_bytes = std::size_t{1} << 20U;

}  // namespace

std::string read_text(const std::string& file) {
    auto text = read_input(file);
    if (!text) {
        throw WrongUse(text.error());
    }
    if (text->size() > most_bytes) {
        throw WrongUse(input_name(file) + ": is larger than 1 MiB, as no trust policy and no token is");
    }
    return *std::move(text);
}

core::iam::trust_policy::Document read_document(const std::string& file) {
    auto document = core::iam::trust_policy::decode_document(read_text(file));
    if (!document) {
        throw WrongUse(input_name(file) + ":" + to_text(document.error()));
    }
    return *std::move(document);
}

}  // namespace server::cli::trust_policy
