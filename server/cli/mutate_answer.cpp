#include "server/cli/mutate_answer.hpp"

#include <cstdint>
#include <stdexcept>

namespace server::cli {
namespace {

template <typename T>
T must(core::Result<T> result, const char* what) {
    if (!result) {
        throw std::logic_error(std::string(what) + ": " + result.error().detail);
    }
    return std::move(*result);
}

/// RFC 4648 section 4, as core encodes it; anything else is refused.
std::string decode_base64(std::string_view text) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text.substr(0, text.find_last_not_of('=') + 1)) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos || text.size() % 4 != 0) {
            throw std::logic_error("the answer's patch is not base64");
        }
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
        }
    }
    return bytes;
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
