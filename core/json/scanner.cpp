#include "core/json/scanner.hpp"

#include "core/json/path.hpp"
#include "core/text/utf8.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace core::json {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
constexpr bool is_white_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
/// Ends a run of plain string bytes: quote, backslash, control character, start of a multi-byte sequence.
constexpr bool is_special(char c) { return c == '"' || c == '\\' || static_cast<signed char>(c) < 0x20; }

/// Offset of the first special byte at or after `at`; the text's size when there is none.
std::size_t find_special(std::string_view text, std::size_t at) {
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i space = _mm_set1_epi8(0x20);
    for (; at + 16 <= text.size(); at += 16) {
        __m128i bytes;
        std::memcpy(&bytes, text.data() + at, sizeof bytes);
        // As signed bytes, control characters and all of 0x80..0xFF are less than a space.
        const __m128i special = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)), _mm_cmplt_epi8(bytes, space));
        const auto mask = static_cast<std::uint32_t>(_mm_movemask_epi8(special));
        if (mask != 0) {
            return at + static_cast<std::size_t>(std::countr_zero(mask));
        }
    }
#endif
    while (at < text.size() && !is_special(text[at])) {
        ++at;
    }
    return at;
}

/// Which of the open brackets are objects, one bit a level.
class Nesting {
public:
    void push(bool is_object) {
        objects_[static_cast<std::size_t>(depth_)] = is_object;
        ++depth_;
    }
    void pop() { --depth_; }
    [[nodiscard]] bool in_object() const { return objects_[static_cast<std::size_t>(depth_ - 1)]; }
    [[nodiscard]] bool empty() const { return depth_ == 0; }
    [[nodiscard]] int depth() const { return depth_; }

private:
    std::array<bool, max_depth + 1> objects_{};
    int depth_ = 0;
};

}  // namespace

bool Scanner::fail(ErrorCode code, std::size_t offset, const char* what) {
    if (!failure_) {
        failure_ = Failure{code, offset, what};
    }
    return false;
}

void Scanner::skip_white_space() {
    while (at_ < text_.size() && is_white_space(text_[at_])) {
        ++at_;
    }
}

Kind Scanner::peek() {
    if (failed()) {
        return Kind::none;
    }
    skip_white_space();
    if (at_ == text_.size()) {
        fail(ErrorCode::broken_json, at_, "the text ends where a value should be");
        return Kind::none;
    }
    switch (text_[at_]) {
        case '{': return Kind::object;
        case '[': return Kind::array;
        case '"': return Kind::string;
        case 't':
        case 'f': return Kind::boolean;
        case 'n': return Kind::null;
        case '-': return Kind::number;
        default:
            if (is_digit(text_[at_])) {
                return Kind::number;
            }
            fail(ErrorCode::broken_json, at_, "unexpected character where a value should be");
            return Kind::none;
    }
}

bool Scanner::read_string(String& out) { return peek() == Kind::string && scan_string(out); }

void Scanner::skip() {
    const Kind kind = peek();
    if (kind == Kind::object || kind == Kind::array) {
        skip_nested();
    } else if (kind != Kind::none) {
        scan_scalar();
    }
}

std::string_view Scanner::skip_raw() {
    if (peek() == Kind::none) {
        return {};
    }
    const std::size_t begin = at_;
    skip();
    return failed() ? std::string_view{} : text_.substr(begin, at_ - begin);
}

bool Scanner::finish() {
    if (failed()) {
        return false;
    }
    skip_white_space();
    return at_ == text_.size() || fail(ErrorCode::broken_json, at_, "something follows the end of the value");
}

bool Scanner::enter() {
    if (failed()) {
        return false;
    }
    if (depth_ == max_depth) {
        return fail(ErrorCode::too_deep, at_, "nested deeper than 128 arrays and objects");
    }
    ++depth_;
    ++at_;
    return true;
}

bool Scanner::next_member(String& key, bool first) {
    if (failed()) {
        return false;
    }
    skip_white_space();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == '}') {
        ++at_;
        --depth_;
        return false;
    }
    if (!first) {
        if (c != ',') {
            return fail(ErrorCode::broken_json, at_, "expected a comma or the end of the object");
        }
        ++at_;
        skip_white_space();
    }
    if (at_ == text_.size() || text_[at_] != '"') {
        return fail(ErrorCode::broken_json, at_, "expected a key in quotes");
    }
    if (!scan_string(key)) {
        return false;
    }
    skip_white_space();
    if (at_ == text_.size() || text_[at_] != ':') {
        return fail(ErrorCode::broken_json, at_, "expected a colon after the key");
    }
    ++at_;
    return true;
}

bool Scanner::next_element(bool first) {
    if (failed()) {
        return false;
    }
    skip_white_space();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == ']') {
        ++at_;
        --depth_;
        return false;
    }
    if (first) {
        return true;
    }
    if (c != ',') {
        return fail(ErrorCode::broken_json, at_, "expected a comma or the end of the array");
    }
    ++at_;
    skip_white_space();
    return true;
}

bool Scanner::scan_string(String& out) {
    const std::size_t begin = ++at_;
    out.escaped = false;
    while (true) {
        at_ = find_special(text_, at_);
        if (at_ == text_.size()) {
            return fail(ErrorCode::broken_json, begin - 1, "a string without an end");
        }
        const char c = text_[at_];
        if (c == '"') {
            out.raw = text_.substr(begin, at_ - begin);
            ++at_;
            return true;
        }
        if (c == '\\') {
            out.escaped = true;
            if (!scan_escape()) {
                return false;
            }
        } else {
            const std::size_t length = text::utf8_sequence_length(text_.substr(at_));
            if (length == 0) {
                return fail(ErrorCode::broken_json, at_, "invalid UTF-8 in a string");
            }
            if (length == 1) {
                return fail(ErrorCode::broken_json, at_, "a raw control character in a string");
            }
            at_ += length;
        }
    }
}

bool Scanner::scan_escape() {
    constexpr std::string_view simple = "\"\\/bfnrt";
    const std::string_view rest = text_.substr(at_ + 1);
    if (!rest.empty() && simple.contains(rest.front())) {
        at_ += 2;
        return true;
    }
    const bool is_code = rest.size() >= 5 && rest[0] == 'u' && is_hex(rest[1]) && is_hex(rest[2]) && is_hex(rest[3]) &&
                         is_hex(rest[4]);
    if (!is_code) {
        return fail(ErrorCode::broken_json, at_, "an escape that JSON does not know");
    }
    at_ += 6;
    return true;
}

bool Scanner::scan_number() {
    const std::size_t begin = at_;
    const auto next = [this] { return at_ < text_.size() ? text_[at_] : '\0'; };
    const auto digits = [&] {
        const std::size_t first = at_;
        while (is_digit(next())) {
            ++at_;
        }
        return at_ > first;
    };
    at_ += next() == '-' ? 1U : 0U;
    const bool leading_zero = next() == '0';
    const std::size_t integer = at_;
    if (!digits() || (leading_zero && at_ - integer > 1)) {
        return fail(ErrorCode::broken_json, begin, "a number that JSON does not know");
    }
    if (next() == '.') {
        ++at_;
        if (!digits()) {
            return fail(ErrorCode::broken_json, begin, "a number without digits after its point");
        }
    }
    if (next() == 'e' || next() == 'E') {
        ++at_;
        at_ += next() == '+' || next() == '-' ? 1U : 0U;
        if (!digits()) {
            return fail(ErrorCode::broken_json, begin, "a number without digits in its exponent");
        }
    }
    return true;
}

bool Scanner::scan_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) {
        return fail(ErrorCode::broken_json, at_, "a word that JSON does not know");
    }
    at_ += word.size();
    return true;
}

bool Scanner::scan_scalar() {
    String ignored;
    switch (text_[at_]) {
        case '"': return scan_string(ignored);
        case 't': return scan_word("true");
        case 'f': return scan_word("false");
        case 'n': return scan_word("null");
        default: return scan_number();
    }
}

bool Scanner::skip_nested() {
    Nesting nesting;
    String key;
    bool first = true;
    const int outer_depth = depth_;
    nesting.push(text_[at_] == '{');
    if (!enter()) {
        return false;
    }
    while (!nesting.empty()) {
        const bool more = nesting.in_object() ? next_member(key, first) : next_element(first);
        if (!more) {
            if (failed()) {
                return false;
            }
            nesting.pop();
            first = false;
            continue;
        }
        first = false;
        const Kind kind = peek();
        if (kind == Kind::object || kind == Kind::array) {
            if (!enter()) {
                return false;
            }
            nesting.push(kind == Kind::object);
            first = true;
        } else if (kind == Kind::none || !scan_scalar()) {
            return false;
        }
    }
    return depth_ == outer_depth;
}

bool Members::next() {
    open_ = open_ && scanner_.next_member(key_, first_);
    first_ = false;
    return open_;
}

bool Elements::next() {
    open_ = open_ && scanner_.next_element(count_ == 0);
    count_ += open_ ? 1U : 0U;
    return open_;
}

Error to_error(std::string_view text, const Failure& failure) {
    return Error{failure.code,
                 path_at(text, failure.offset) + ": " + failure.what + " at byte " + std::to_string(failure.offset)};
}

}  // namespace core::json
