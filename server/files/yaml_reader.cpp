#include "server/files/yaml_reader.hpp"

#include "server/files/failure.hpp"
#include "server/files/text_check.hpp"
#include "server/files/tree_builder.hpp"
#include "server/files/yaml_scalar.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>

namespace server::files {
namespace {

Position position_of(const YAML::Mark& mark) {
    return {.line = static_cast<std::uint32_t>(mark.line + 1), .column = static_cast<std::uint32_t>(mark.column + 1)};
}

[[noreturn]] void fail(const YAML::Mark& mark, const std::string& what) {
    throw Failure(core::ErrorCode::broken_json, position_of(mark), what);
}

/// Feeds the events of yaml-cpp to a TreeBuilder. Not its Node API: that drops duplicate keys and copies aliases.
class Handler : public YAML::EventHandler {
public:
    Handler(std::string_view text, TreeBuilder& builder) : text_(text), builder_(builder) {}

    /// yaml-cpp calls whatever it could not use a new document, for ever when it can use nothing of it (`, a`, `[a]
    /// ]`): a further document has to be a separate one, and to start further on.
    void OnDocumentStart(const YAML::Mark& mark) override {
        const auto start = static_cast<std::size_t>(mark.pos);
        if (any_document_ && (start <= document_start_ || !is_separate(start))) {
            fail(mark, "not YAML: unexpected text after the end of the document");
        }
        any_document_ = true;
        document_start_ = start;
        anchors_.clear();
    }
    void OnDocumentEnd() override {}

    /// yaml-cpp takes a last line `b` without a colon for the key `b` without a value, and then marks both alike.
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto start = static_cast<std::size_t>(mark.pos);
        if (!open_.empty() && open_.back().is_block && !builder_.wants_key() && key_start_ == start &&
            !text_.substr(start).starts_with('?')) {
            fail(mark, "not YAML: a colon is missing behind this key");
        }
        OnScalar(mark, "?", anchor, "");
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            fail(mark, "an alias inside the value that it names");
        }
        if (!builder_.wants_key()) {
            builder_.alias(found->second, position_of(mark));
            return;
        }
        const Value& value = *found->second;
        if (value.kind == Value::Kind::array || value.kind == Value::Kind::object || value.kind == Value::Kind::null) {
            fail(mark, "only a string, number or boolean can be a key");
        }
        builder_.key(value.text(), position_of(mark));
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& text) override {
        const Position position = position_of(mark);
        last_ = text.empty() ? last_ : position;  // the nulls that yaml-cpp makes up at the end do not count
        const bool is_key = builder_.wants_key();
        if (is_key) {
            key_start_ = static_cast<std::size_t>(mark.pos);
        }
        if (is_key && is_merge_key(tag, text)) {
            builder_.merge_key(position);
            return;
        }
        auto scalar = resolve_scalar(tag, text);
        if (!scalar) {
            fail(mark, scalar.error());
        }
        if (is_key) {
            add_key(mark, anchor, std::move(*scalar));
        } else {
            add_value(mark, anchor, std::move(*scalar));
        }
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        refuse_as_key(mark, "a sequence cannot be a key");
        builder_.start_array(position_of(mark));
        open_.push_back({anchor, style == YAML::EmitterStyle::Block});
    }
    void OnSequenceEnd() override { end(); }

    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        refuse_as_key(mark, "a mapping cannot be a key (a template such as {{ name }} has to be quoted)");
        builder_.start_object(position_of(mark));
        open_.push_back({anchor, style == YAML::EmitterStyle::Block});
    }
    void OnMapEnd() override { end(); }

    /// Where the last scalar started.
    [[nodiscard]] Position last_scalar() const { return last_; }

private:
    /// An array or object that has not ended.
    struct Open {
        YAML::anchor_t anchor;
        bool is_block;  ///< not in flow style
    };

    /// Whether `---` starts here, or `...` ended the document before: on a line before, blank lines and comments
    /// between.
    [[nodiscard]] bool is_separate(std::size_t start) const {
        if (text_.substr(start).starts_with("---")) {
            return true;
        }
        std::string_view before = text_.substr(0, start);
        while (!before.empty()) {
            const std::size_t line_start = before.substr(0, before.size() - 1).rfind('\n') + 1;
            const std::string_view line = before.substr(line_start);
            const std::size_t first = line.find_first_not_of(" \t\r\n");
            if (first != std::string_view::npos && line[first] != '#') {
                return line.starts_with("...");
            }
            before.remove_suffix(line.size());
        }
        return false;
    }

    void refuse_as_key(const YAML::Mark& mark, const char* why) const {
        if (builder_.wants_key()) {
            fail(mark, why);
        }
    }

    void add_key(const YAML::Mark& mark, YAML::anchor_t anchor, YamlScalar scalar) {
        auto key = to_key(std::move(scalar));
        if (!key) {
            fail(mark, key.error());
        }
        remember(anchor, make_scalar(Value::Kind::string, *key, position_of(mark)));
        builder_.key(std::move(*key), position_of(mark));
    }

    void add_value(const YAML::Mark& mark, YAML::anchor_t anchor, YamlScalar scalar) {
        auto json = to_json(std::move(scalar));
        if (!json) {
            fail(mark, json.error());
        }
        if (anchor != YAML::NullAnchor) {
            remember(anchor, make_scalar(json->kind, json->text, position_of(mark)));
        }
        builder_.scalar(json->kind, std::move(json->text), position_of(mark));
    }

    void remember(YAML::anchor_t anchor, Value::Pointer value) {
        if (anchor != YAML::NullAnchor) {
            anchors_[anchor] = std::move(value);
        }
    }

    void end() {
        remember(open_.back().anchor, builder_.end());
        open_.pop_back();
    }

    std::string_view text_;
    TreeBuilder& builder_;
    bool any_document_ = false;
    std::size_t document_start_ = 0;
    std::unordered_map<YAML::anchor_t, Value::Pointer> anchors_;
    std::vector<Open> open_;
    std::size_t key_start_ = 0;  ///< of the last key
    Position last_;
};

}  // namespace

std::vector<Value::Pointer> read_yaml(std::string_view text) {
    check_yaml_characters(text);
    // yaml-cpp closes an open quote at the end of a text that ends with a line end, blanks behind it or not. Before
    // `...` it does not; and where the text ends without one nothing can be appended that would not change a block
    // scalar.
    text = text.substr(0, text.find_last_not_of(" \t") + 1);
    const bool ends_with_line = text.ends_with('\n');
    std::vector<Value::Pointer> documents;
    TreeBuilder builder;
    Handler handler(text, builder);
    std::istringstream stream{std::string(text) + (ends_with_line ? "...\n" : "")};
    try {
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(handler)) {
            auto document = builder.take();
            if (document != nullptr && document->kind != Value::Kind::null) {
                documents.push_back(std::move(document));
            }
        }
    } catch (const YAML::Exception& error) {
        if (ends_with_line && static_cast<std::size_t>(error.mark.pos) >= text.size()) {
            throw Failure(core::ErrorCode::broken_json, handler.last_scalar(),
                          "not YAML: a quoted string or a bracket that opens here or further on is not closed");
        }
        throw Failure(core::ErrorCode::broken_json, position_of(error.mark), "not YAML: " + error.msg);
    }
    return documents;
}

}  // namespace server::files
