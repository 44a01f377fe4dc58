#pragma once

#include "core/error.hpp"
#include "core/json/scanner.hpp"
#include "core/json/string.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace core::json {

/// A value of a type that its place must not have. Not an error by itself: a repeated key may replace it, and some
/// faults matter only when the value is needed. Whoever needs the value turns it into an Error.
struct Fault {
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    std::size_t offset = none;  ///< byte of the text
    const char* must_be = "";   ///< `an array`

    [[nodiscard]] bool is_set() const { return offset != none; }
    /// Keeps the fault that stands first in the text.
    void absorb(const Fault& other) {
        if (other.offset < offset) {
            *this = other;
        }
    }
};

/// A string member. Absent and `null` are the same, as in Kubernetes: not present, empty.
struct Text {
    std::string_view value;
    bool present = false;
    Fault fault;
};

/// Reads typed values off a scanner. Each call consumes exactly one value, whatever it is, so that reading goes on
/// after a fault; `null` counts as absent.
class Decoder {
public:
    explicit Decoder(std::string_view text) : scanner_(text) {}

    /// Calls `member(key)` for each member; it must consume one value. True when an object was there.
    template <typename Member>
    bool object(Fault& fault, Member&& member) {
        if (!enter(Kind::object, fault, "an object")) {
            return false;
        }
        for (Members members(scanner_); members.next();) {
            member(members.key());
        }
        return true;
    }

    /// Calls `element(index)` for each element; it must consume one value. True when an array was there.
    template <typename Element>
    bool array(Fault& fault, Element&& element) {
        if (!enter(Kind::array, fault, "an array")) {
            return false;
        }
        for (Elements elements(scanner_); elements.next();) {
            element(elements.index());
        }
        return true;
    }

    [[nodiscard]] Text string() {
        Text text;
        if (enter(Kind::string, text.fault, "a string")) {
            String string;
            text.present = scanner_.read_string(string);
            text.value = arena_.value(string);
        }
        return text;
    }

    /// The value of a string member, empty for `null`; a fault goes to `fault`.
    [[nodiscard]] std::string_view string(Fault& fault) {
        const Text text = string();
        fault.absorb(text.fault);
        return text.value;
    }

    /// False for absent, `null` and (with a fault) any other type.
    [[nodiscard]] bool boolean(Fault& fault) {
        return enter(Kind::boolean, fault, "true or false") && scanner_.skip_raw() == "true";
    }

    /// True when the value is anything but `null`; the value is skipped.
    [[nodiscard]] bool is_given() {
        const bool given = scanner_.peek() != Kind::null;
        scanner_.skip();
        return given;
    }

    [[nodiscard]] Scanner& scanner() { return scanner_; }
    [[nodiscard]] Arena& arena() { return arena_; }

    /// The error when the text is not JSON, or something follows the value; call at the end.
    [[nodiscard]] std::optional<Error> finish() {
        if (scanner_.finish()) {
            return std::nullopt;
        }
        return to_error(scanner_.text(), *scanner_.failure());
    }

    /// The arena, for whoever keeps views into it.
    [[nodiscard]] Arena release_arena() { return std::move(arena_); }

private:
    /// True when a value of that kind comes next; else it is consumed, and unless it is `null` that is a fault.
    bool enter(Kind kind, Fault& fault, const char* must_be);

    Scanner scanner_;
    Arena arena_;
};

/// The error for a fault in `text`: `/spec/plugins must be an array`.
[[nodiscard]] Error wrong_shape(std::string_view text, const Fault& fault);

}  // namespace core::json
