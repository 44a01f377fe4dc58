#include "server/files/json_reader.hpp"

#include "server/files/failure.hpp"
#include "server/files/tree_builder.hpp"

// RapidJSON 1.1 compares `null + size` with the end of its stack while that is empty: harmless, but UBSan ends the
// process.
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>
#pragma clang attribute pop

#include <string>

namespace server::files {
namespace {

constexpr std::string_view json_space = " \t\r\n";

/// The text as a RapidJSON stream. A type of our own: no local copies of it are made (StreamTraits), so that `Tell` is
/// right inside a call-back, and no SIMD overload of another file applies.
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

    /// The offset of the next token, and true if there is one before the end.
    bool skip_space() {
        const std::size_t next = text_.find_first_not_of(json_space, at_);
        at_ = next == std::string_view::npos ? text_.size() : next;
        return at_ < text_.size();
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

/// RapidJSON tells where a token ends, not where it starts: it starts at the first byte after the token before that is
/// neither white space nor `,` nor `:`.
class Handler {
public:
    using Ch = char;
    Handler(std::string_view text, const TextStream& stream, const LineIndex& lines, TreeBuilder& builder)
        : text_(text), stream_(stream), lines_(lines), builder_(builder) {}

    bool Null() { return scalar(Value::Kind::null, "null"); }
    bool Bool(bool value) { return scalar(Value::Kind::boolean, value ? "true" : "false"); }
    bool RawNumber(const Ch* digits, rapidjson::SizeType length, bool) {
        return scalar(Value::Kind::number, std::string(digits, length));
    }
    bool String(const Ch* characters, rapidjson::SizeType length, bool) {
        return scalar(Value::Kind::string, std::string(characters, length));
    }
    bool Key(const Ch* characters, rapidjson::SizeType length, bool) {
        builder_.key(std::string(characters, length), start());
        token_end_ = stream_.Tell();
        return true;
    }
    bool StartObject() {
        builder_.start_object(start());
        return one_byte_read();
    }
    bool EndObject(rapidjson::SizeType) { return container_ended(); }
    bool StartArray() {
        builder_.start_array(start());
        return one_byte_read();
    }
    bool EndArray(rapidjson::SizeType) { return container_ended(); }

    // Numbers come as RawNumber alone (kParseNumbersAsStringsFlag); RapidJSON compiles the calls all the same.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

private:
    Position start() {
        token_start_ = text_.find_first_not_of(" \t\r\n,:", token_end_);
        return lines_.at(token_start_);
    }
    bool scalar(Value::Kind kind, std::string text) {
        builder_.scalar(kind, std::move(text), start());
        token_end_ = stream_.Tell();
        return true;
    }
    bool container_ended() {
        start();
        builder_.end();
        return one_byte_read();
    }
    /// Brackets are one byte, and the stream stands before or after it, depending on the state of the parser.
    bool one_byte_read() {
        token_end_ = token_start_ + 1;
        return true;
    }

    std::string_view text_;
    const TextStream& stream_;
    const LineIndex& lines_;
    TreeBuilder& builder_;
    std::size_t token_start_ = 0;
    std::size_t token_end_ = 0;
};

}  // namespace

std::vector<Value::Pointer> read_json(std::string_view text) {
    // Iterative: a deep text must not overflow the stack. Numbers as strings: their exponents overflow in
    // RapidJSON 1.1.
    constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag |
                               rapidjson::kParseStopWhenDoneFlag;
    const LineIndex lines(text);
    TextStream stream(text);
    TreeBuilder builder;
    Handler handler(text, stream, lines, builder);
    rapidjson::Reader reader;
    std::vector<Value::Pointer> values;
    while (stream.skip_space()) {
        const rapidjson::ParseResult result = reader.Parse<flags>(stream, handler);
        if (result.IsError()) {
            throw Failure(core::ErrorCode::broken_json, lines.at(result.Offset()),
                          "not JSON: " + std::string(rapidjson::GetParseError_En(result.Code())));
        }
        values.push_back(builder.take());
    }
    return values;
}

}  // namespace server::files
