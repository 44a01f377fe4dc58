// The scanner of core against RapidJSON's reader: the same texts are JSON, and they say the same.
#include "core/json/path.hpp"
#include "core/json/scanner.hpp"
#include "tests/fuzz/target.hpp"

// RapidJSON 1.1 compares `null + size` with the end of its stack while that is empty: harmless, but UBSan ends the
// process.
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#include <rapidjson/reader.h>
#pragma clang attribute pop

#include <algorithm>
#include <cstdint>
#include <string>

namespace fuzz {
namespace {

using core::json::Kind;
using core::json::Scanner;

/// What was read, as one text: each reader writes its own.
class Transcript {
public:
    void open(char bracket) { text_ += bracket; }
    void close(char bracket) { text_ += bracket; }
    void word(std::string_view word) { text_.append(word).append(1, ' '); }
    void string(std::string_view value) { text_.append(std::to_string(value.size())).append(1, '"').append(value); }

    friend bool operator==(const Transcript&, const Transcript&) = default;

private:
    std::string text_;
};

/// The text for RapidJSON, which takes a NUL for the end.
class TextStream {
public:
    using Ch = char;
    explicit TextStream(std::string_view text) : text_(text) {}

    [[nodiscard]] Ch Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    Ch Take() { return at_ < text_.size() ? text_[at_++] : '\0'; }
    [[nodiscard]] std::size_t Tell() const { return at_; }

    // RapidJSON's stream concept wants these too; only in-situ parsing would call them.
    Ch* PutBegin() { return nullptr; }
    void Put(Ch) {}
    void Flush() {}
    std::size_t PutEnd(Ch*) { return 0; }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

struct Handler : rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Handler> {
    bool Null() { return word("null"); }
    bool Bool(bool value) { return word(value ? "true" : "false"); }
    bool RawNumber(const Ch* digits, rapidjson::SizeType length, bool) { return word({digits, length}); }
    bool String(const Ch* value, rapidjson::SizeType length, bool) {
        transcript.string({value, length});
        return true;
    }
    bool Key(const Ch* value, rapidjson::SizeType length, bool copy) { return String(value, length, copy); }
    bool StartObject() { return open('{'); }
    bool EndObject(rapidjson::SizeType) { return close('}'); }
    bool StartArray() { return open('['); }
    bool EndArray(rapidjson::SizeType) { return close(']'); }

    bool word(std::string_view text) {
        transcript.word(text);
        return true;
    }
    bool open(char bracket) {
        transcript.open(bracket);
        deepest = std::max(deepest, ++depth);
        return true;
    }
    bool close(char bracket) {
        transcript.close(bracket);
        --depth;
        return true;
    }

    Transcript transcript;
    int depth = 0;
    int deepest = 0;
};

struct Judgement {
    bool accepted = false;
    rapidjson::ParseErrorCode code = rapidjson::kParseErrorNone;
    Transcript transcript;
    int deepest = 0;
};

Judgement judge(std::string_view text) {
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                               rapidjson::kParseValidateEncodingFlag;
    TextStream stream(text);
    Handler handler;
    rapidjson::Reader reader;
    const auto result = reader.Parse<flags>(stream, handler);
    return {!result.IsError() && stream.Tell() == text.size(), result.Code(), handler.transcript, handler.deepest};
}

void read_string(Scanner& scanner, Transcript& transcript) {
    core::json::String string;
    must(scanner.read_string(string), "a string can be read");
    core::json::Arena arena;
    transcript.string(arena.value(string));
    must(string.is(arena.value(string)), "a string is its own value");
}

/// Recurses as deep as the scanner lets it.
void read_value(Scanner& scanner, Transcript& transcript) {
    switch (scanner.peek()) {
        case Kind::object:
            transcript.open('{');
            for (core::json::Members members(scanner); members.next();) {
                core::json::Arena arena;
                transcript.string(arena.value(members.key()));
                read_value(scanner, transcript);
            }
            return transcript.close('}');
        case Kind::array:
            transcript.open('[');
            for (core::json::Elements elements(scanner); elements.next();) {
                read_value(scanner, transcript);
            }
            return transcript.close(']');
        case Kind::string: return read_string(scanner, transcript);
        default: return transcript.word(scanner.skip_raw());
    }
}

/// Where RapidJSON 1.1 is known to judge otherwise.
bool is_known_difference(rapidjson::ParseErrorCode code) {
    // Half of a surrogate pair is a character for us, as for Go (U+FFFD); and numbers are never converted here.
    return code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid || code == rapidjson::kParseErrorNumberTooBig;
}

/// A `\u` that may be half of a surrogate pair: RapidJSON lets the second half through alone, and writes invalid UTF-8.
bool may_hold_surrogates(std::string_view text) { return text.contains("\\ud") || text.contains("\\uD"); }

void compare(std::string_view text, const Scanner& scanner, const Judgement& judgement) {
    if (is_known_difference(judgement.code)) {
        return;
    }
    if (scanner.failed() && scanner.failure()->code == core::ErrorCode::too_deep) {
        return must(judgement.deepest > core::json::max_depth, "what is too deep has more than 128 levels");
    }
    must(!scanner.failed() == judgement.accepted, "RapidJSON and the scanner agree about what is JSON");
    if (scanner.failed() || may_hold_surrogates(text)) {
        return;
    }
    Scanner reader(text);
    Transcript transcript;
    read_value(reader, transcript);
    must(reader.finish(), "what can be skipped can be read");
    must(transcript == judgement.transcript, "RapidJSON and the scanner read the same values");
}

/// Promised up to the failure.
void find_paths(std::string_view text, std::size_t last) {
    const std::size_t step = last / 64 + 1;  // the time is that of the text for each offset
    for (std::size_t offset = 0; offset < last; offset += step) {
        must(core::json::path_at(text, offset).size() <= 203, "a path is short");
    }
    must(core::json::path_at(text, last).size() <= 203, "a path is short");
}

}  // namespace

void try_input(std::string_view bytes) {
    Scanner scanner(bytes);
    scanner.skip();
    const bool finished = scanner.finish();
    must(finished != scanner.failed(), "finished or failed");
    find_paths(bytes, finished ? bytes.size() : scanner.failure()->offset);
    compare(bytes, scanner, judge(bytes));
}

}  // namespace fuzz
