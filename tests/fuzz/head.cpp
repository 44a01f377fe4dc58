// The header reader: what its rules forbid never gets through. The first byte says in which pieces the rest arrives.
#include "server/http/head.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <vector>

namespace fuzz {
namespace {

using server::http::HeadScanner;

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

/// The lines of a complete block, without its blank line and the line ends.
std::vector<std::string> lines_of(std::string_view block) {
    std::vector<std::string> lines;
    block.remove_suffix(2);
    while (!block.empty()) {
        const std::size_t end = block.find("\r\n");
        must(end != std::string_view::npos && end > 0, "every line has an end, and only the last is blank");
        lines.emplace_back(block.substr(0, end));
        block.remove_prefix(end + 2);
    }
    return lines;
}

std::size_t count_fields(const std::vector<std::string>& lines, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count_if(
        lines, [&](const std::string& line) { return lower(line.substr(0, line.find(':'))) == name; }));
}

void check_block(std::string_view block) {
    must(block.ends_with("\r\n\r\n"), "a header ends with a blank line");
    must(block.find("\r\n\r\n") + 4 == block.size(), "a header ends with its first blank line");
    for (const std::string& line : lines_of(block)) {
        must(std::ranges::none_of(line, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; }),
             "no control characters, no CR and no LF of its own");
    }
}

void check_head(std::string_view block, const server::http::Head& head) {
    auto lines = lines_of(block);
    must(lines.front().ends_with(" HTTP/1.1"), "only HTTP/1.1");
    must(lines.front().starts_with(std::string(head.method) + " " + std::string(head.path)),
         "the request line is said");
    must(head.path.find_first_of(" ?\t") == std::string_view::npos && !head.method.empty(),
         "method and path are words");
    lines.erase(lines.begin());
    for (const std::string& line : lines) {
        must(line.front() != ' ' && line.front() != '\t', "no folded lines");
        const std::string name = line.substr(0, line.find(':'));
        must(name.size() < line.size() && !name.empty() &&
                 name.find_first_of(" \t\"(),/;<=>?@[\\]{}") == std::string::npos,
             "every line has a name that is a token");
    }
    must(count_fields(lines, "transfer-encoding") == 0, "no Transfer-Encoding");
    must(count_fields(lines, "content-length") == (head.content_length ? 1U : 0U), "Content-Length once or never");
    must(count_fields(lines, "host") == (head.has_host ? 1U : 0U), "Host once or never");
}

void check_refusal(const server::http::Refused& refused) {
    must(refused.status == 400 || refused.status == 505, "a header is refused with 400 or 505");
    must(refused.closes && !refused.message.empty(), "a refused header ends the connection, and says why");
}

}  // namespace

void try_input(std::string_view bytes) {
    if (bytes.empty()) {
        return;
    }
    const std::size_t piece = static_cast<unsigned char>(bytes.front()) % 16U + 1;
    bytes.remove_prefix(1);
    HeadScanner whole;
    const auto state = whole.scan(bytes);
    HeadScanner pieces;
    auto last = HeadScanner::State::incomplete;
    for (std::size_t size = 0; last == HeadScanner::State::incomplete && size < bytes.size();) {
        size = std::min(size + piece, bytes.size());
        last = pieces.scan(bytes.substr(0, size));
    }
    must(last == state, "the pieces do not change the answer");
    if (state != HeadScanner::State::complete) {
        must((state == HeadScanner::State::malformed) == !whole.fault().empty(), "what is malformed has a fault");
        return;
    }
    must(pieces.length() == whole.length(), "the pieces do not change the length");
    const std::string_view block = bytes.substr(0, whole.length());
    check_block(block);
    if (const auto head = server::http::decode_head(block)) {
        check_head(block, *head);
    } else {
        check_refusal(head.error());
    }
}

}  // namespace fuzz
