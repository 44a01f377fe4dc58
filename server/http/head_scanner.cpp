#include "server/http/head.hpp"

#include "server/http/field.hpp"

namespace server::http {

namespace {

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

HeadScanner::State HeadScanner::fail(std::string_view fault) {
    fault_ = fault;
    return State::malformed;
}

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
    // What follows a body that was longer than announced is seldom a method, and seldom has a line end to wait for.
    if (!bytes.empty() && bytes.front() != '\r' && !is_token(bytes.substr(0, 1))) {
        return fail("the request does not begin with a method");
    }
    while (position_ < bytes.size()) {
        const char c = bytes[position_];
        if (!is_control(c)) {
            ++position_;
            continue;
        }
        if (c == '\n') return fail("a line ends with LF instead of CR LF");
        if (c != '\r') return fail("a control character in the header");
        if (position_ + 1 == bytes.size()) return State::incomplete;  // the CR is looked at again with its LF
        if (bytes[position_ + 1] != '\n') return fail("CR without LF in the header");
        const bool blank = position_ == line_start_;
        if (blank && position_ == 0) return fail("an empty request line");
        position_ += 2;
        line_start_ = position_;
        if (blank) return State::complete;
    }
    return State::incomplete;
}

}  // namespace server::http
