#pragma once

#include "core/error.hpp"
#include "core/json/string.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace core::json {

/// Deepest nesting of arrays and objects that is read; one level more is refused (product.md, "The answer").
inline constexpr int max_depth = 128;

enum class Kind { object, array, string, number, boolean, null, none };

/// Where and why a text is not JSON.
struct Failure {
    ErrorCode code = ErrorCode::broken_json;
    std::size_t offset = 0;  ///< byte of the text
    const char* what = "";
};

/// Reads JSON (RFC 8259) once from front to back, value by value, without building anything: the caller enters the
/// objects and arrays that it wants and skips the rest, which is checked all the same. Strings must be UTF-8 without
/// raw control characters; numbers are checked as text and never converted (so `1e-2147483648` is only a text). Never
/// recurses over the input: entering is the caller's own nesting, skipping is a loop.
///
/// The first failure sticks: from then on every call answers false or Kind::none, so a caller may check once at the
/// end.
class Scanner {
public:
    /// `text` must outlive the scanner and what it returns.
    explicit Scanner(std::string_view text) : text_(text) {}

    /// The kind of the value that comes next; none when there is no value (a failure).
    [[nodiscard]] Kind peek();
    /// Consumes a string value. False, without a failure, when the next value is none; use `peek` first.
    [[nodiscard]] bool read_string(String& out);
    /// Consumes one value of any kind.
    void skip();
    /// Consumes one value of any kind and returns its text; empty after a failure.
    [[nodiscard]] std::string_view skip_raw();
    /// True when nothing but white space is left and nothing has failed.
    [[nodiscard]] bool finish();

    /// Goes back to the value that starts at `offset`, which has been consumed before and so is known to be valid;
    /// returns the offset to come back to with a second call.
    std::size_t move_to(std::size_t offset) { return std::exchange(at_, offset); }

    /// Byte offset of the next value (after `peek`) or of the next byte.
    [[nodiscard]] std::size_t offset() const { return at_; }
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] bool failed() const { return failure_.has_value(); }
    [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }

private:
    friend class Members;
    friend class Elements;

    bool fail(ErrorCode code, std::size_t offset, const char* what);
    void skip_white_space();
    bool enter();
    bool next_member(String& key, bool first);
    bool next_element(bool first);
    bool scan_string(String& out);
    bool scan_escape();
    bool scan_number();
    bool scan_word(std::string_view word);
    bool scan_scalar();
    bool skip_nested();

    std::string_view text_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::optional<Failure> failure_;
};

/// The members of an object in the order of the text, repeated keys included:
/// `for (Members members(scanner); members.next();) { if (members.key().is("uid")) ...; else scanner.skip(); }`.
/// The body must consume exactly one value. Construct when `peek()` is Kind::object.
class Members {
public:
    explicit Members(Scanner& scanner) : scanner_(scanner), open_(scanner.enter()) {}
    [[nodiscard]] bool next();
    [[nodiscard]] const String& key() const { return key_; }

private:
    Scanner& scanner_;
    String key_;
    bool open_;
    bool first_ = true;
};

/// The elements of an array. The body must consume exactly one value. Construct when `peek()` is Kind::array.
class Elements {
public:
    explicit Elements(Scanner& scanner) : scanner_(scanner), open_(scanner.enter()) {}
    [[nodiscard]] bool next();
    [[nodiscard]] std::size_t index() const { return count_ - 1; }

private:
    Scanner& scanner_;
    bool open_;
    std::size_t count_ = 0;
};

/// The error for a failure: `/request/object/spec: unexpected character at byte 812`.
[[nodiscard]] Error to_error(std::string_view text, const Failure& failure);

}  // namespace core::json
