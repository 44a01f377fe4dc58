#include "server/cli/mutate_answer.hpp"

#include "core/text/base64.hpp"

#include <stdexcept>
#include <string>
#include <utility>

namespace server::cli {
namespace {

template <typename T>
T must(core::Result<T> result, const char* what) {
    if (!result) {
        throw std::logic_error(std::string(what) + ": " + result.error().detail);
    }
    return std::move(*result);
}

std::string decode_base64(std::string_view text) {
    auto bytes = core::text::decode_base64(text);
    if (!bytes) throw std::logic_error("the answer's patch is not base64");
    return *std::move(bytes);
}

Answer decode_response(const Tree& response) {
    Answer answer;
    const Tree* allowed = response.find("allowed");
    answer.allowed = allowed != nullptr && allowed->text == "true";
    if (const Tree* status = response.find("status")) {
        answer.message = status->string_at("message");
    }
    if (const Tree* warnings = response.find("warnings")) {
        for (const Tree& warning : warnings->items) {
            answer.warnings.push_back(warning.text);
        }
    }
    if (const Tree* patch = response.find("patch")) {
        answer.patch = must(decode_patch(decode_base64(patch->text)), "the answer's patch");
    }
    return answer;
}

}  // namespace

Answer decode_answer(const core::Reply& reply) {
    const Tree body = must(decode_tree(reply.body), "the answer");
    if (reply.status != 200) {
        return {.allowed = false, .message = std::string(body.string_at("message")), .warnings = {}, .patch = {}};
    }
    const Tree* response = body.find("response");
    if (response == nullptr) {
        throw std::logic_error("the answer has no response");
    }
    return decode_response(*response);
}

}  // namespace server::cli
