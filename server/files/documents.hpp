#pragma once

#include "core/error.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server::files {

/// A place in a file, both counted from 1; the column counts bytes, a byte order mark does not count.
struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;

    friend auto operator<=>(const Position&, const Position&) = default;
};

struct Value;

/// One document of a YAML or JSON file, or one value inside it. Immutable and cheap to copy; keeps what it was read
/// from alive. Values and keys are those that kubectl would send to the API server for the same text.
class Document {
public:
    /// `root` must not be null. Only read_documents makes these; tests and others take what it returns.
    Document(std::shared_ptr<const std::string> file_name, std::shared_ptr<const Value> root);

    /// Compact JSON, the keys of every object in byte order and each once (as the API server returns objects).
    [[nodiscard]] std::string json() const;

    /// Where the value (for a member: its key) starts that `json_pointer` names (RFC 6901, "" is the whole document).
    /// A pointer that leads nowhere gives the nearest ancestor: for `/spec/owner` that is missing, where `spec` starts.
    [[nodiscard]] Position position_of(std::string_view json_pointer) const;

    /// `examples/profile.yaml:7:3`, the file's name as given to read_documents.
    [[nodiscard]] std::string place_of(std::string_view json_pointer) const;

    /// The error of a `decode_x(document.json())` with its place in front. core's details start with a JSON pointer:
    /// `/spec/plugins must be an array` becomes `examples/profile.yaml:7:3: /spec/plugins must be an array`.
    [[nodiscard]] core::Error located(const core::Error& error) const;

    /// The string at the pointer; none when it is absent or anything but a string.
    [[nodiscard]] std::optional<std::string> string_at(std::string_view json_pointer) const;

    /// The value at the pointer as a document of its own (its pointers start there, its places stay those of the file);
    /// none when it is absent.
    [[nodiscard]] std::optional<Document> at(std::string_view json_pointer) const;

    /// The elements of the array at the pointer, e.g. `/items` of a List; empty when it is absent, null or no array.
    [[nodiscard]] std::vector<Document> elements_at(std::string_view json_pointer) const;

    /// A copy whose member at the pointer is this string, added or replaced (e.g. `/metadata/namespace`, "default").
    /// Objects on the way that are absent or null are made; anything else on the way stays, and the copy is then the
    /// same document.
    [[nodiscard]] Document with_string(std::string_view json_pointer, std::string_view value) const;

    [[nodiscard]] bool is_object() const;

private:
    std::shared_ptr<const std::string> file_name_;
    std::shared_ptr<const Value> root_;
};

/// A file larger than this is an error.
inline constexpr std::size_t max_file_bytes = std::size_t{64} << 20U;

/// Reads the text of one file. JSON when `file_name` ends in `.json`, or when the text starts with `{` or `[` and is
/// JSON; else YAML 1.1, its scalars typed as kubectl types them (sigs.k8s.io/yaml with go-yaml v2: `yes` and `on` are
/// true, `010` is 8, timestamps are strings, a key that is no string becomes one). Several documents are understood
/// (`---`, or JSON values one after the other); empty ones are left out, so the answer may be empty.
///
/// `file_name` is only for messages (`-` or `<stdin>` will do); the file is not opened.
///
/// Errors, each as `file:line:column: what is wrong`: broken_json (syntax, invalid UTF-8, NUL, a key given twice, a
/// value that JSON has not, such as `.inf`), too_deep (more than 128 nested arrays and objects), wrong_shape (too
/// large, or aliases that expand to more than 16 MiB).
[[nodiscard]] core::Result<std::vector<Document>> read_documents(std::string_view file_name, std::string_view text);

}  // namespace server::files
