#pragma once

#include "server/files/value.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace server::files {

/// A YAML scalar with the type that kubectl gives it.
struct YamlScalar {
    enum class Type { null, boolean, integer, real, string };

    Type type = Type::null;
    std::string text;  ///< `true`, `false`, the digits of an integer, the characters of a string
    double real = 0;   ///< may be infinite or NaN
};

/// Types a scalar as go-yaml v2.4 does (resolve.go), on which sigs.k8s.io/yaml and so kubectl stand: the booleans of
/// YAML 1.1 with `y` and `n`, `0x`, `0o`, `0b` and leading-zero octal integers, underscores in numbers, timestamps as
/// strings, a number that fits no double as a string.
///
/// `tag` as yaml-cpp has it: `?` plain, `!` quoted, else the whole tag (`tag:yaml.org,2002:int`); tags that are not
/// YAML's own give strings. The error says why the text does not fit its tag.
[[nodiscard]] std::expected<YamlScalar, std::string> resolve_scalar(std::string_view tag, std::string_view text);

/// The kind of value and its text as make_scalar takes them; the error is for infinity and NaN, which JSON has not.
struct JsonScalar {
    Value::Kind kind;
    std::string text;
};
[[nodiscard]] std::expected<JsonScalar, std::string> to_json(YamlScalar scalar);

/// The scalar as the key of an object, as sigs.k8s.io/yaml converts it; the error is for null and for integers over
/// int64.
[[nodiscard]] std::expected<std::string, std::string> to_key(YamlScalar scalar);

/// Whether this plain or `!!merge` scalar is YAML 1.1's merge key `<<`.
[[nodiscard]] bool is_merge_key(std::string_view tag, std::string_view text);

}  // namespace server::files
