#include "server/files/documents.hpp"

#include "server/files/failure.hpp"
#include "server/files/json_reader.hpp"
#include "server/files/text_check.hpp"
#include "server/files/yaml_reader.hpp"

#include <utility>

namespace server::files {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool looks_like_json(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

/// YAML in flow style starts like JSON. When the text is neither, the reader that came further knows better what is
/// wrong.
std::vector<Value::Pointer> read_json_or_flow_yaml(std::string_view text) {
    try {
        return read_json(text);
    } catch (const Failure& as_json) {
        try {
            return read_yaml(text);
        } catch (const Failure& as_yaml) {
            throw as_yaml.position > as_json.position ? Failure(as_yaml) : Failure(as_json);
        }
    }
}

std::vector<Value::Pointer> read_values(std::string_view file_name, std::string_view text) {
    if (text.size() > max_file_bytes) {
        throw Failure(core::ErrorCode::wrong_shape, {}, "the file is larger than 64 MiB");
    }
    if (text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());
    }
    check_utf8(text);
    if (file_name.ends_with(".json")) {
        return read_json(text);
    }
    return looks_like_json(text) ? read_json_or_flow_yaml(text) : read_yaml(text);
}

}  // namespace

core::Result<std::vector<Document>> read_documents(std::string_view file_name, std::string_view text) {
    const auto name = std::make_shared<const std::string>(file_name);
    try {
        std::vector<Document> documents;
        for (auto& value : read_values(file_name, text)) {
            documents.emplace_back(name, std::move(value));
        }
        return documents;
    } catch (const Failure& failure) {
        return std::unexpected(
            core::Error{failure.code, *name + ":" + to_string(failure.position) + ": " + failure.what()});
    }
}

}  // namespace server::files
