#include "tests/core/iam/trust_policy/edit/random_text.hpp"

#include <algorithm>

namespace tests::trust_policy {
namespace {

using Json = nlohmann::ordered_json;

struct Style {
    bool is_one_line = false;
    bool is_scattered = false;  ///< white space anywhere
    bool has_short_lists = false;
    bool has_escapes = false;
    std::string indent;
    std::string line_end;
    std::string colon;
    std::string comma;  ///< between elements on one line
};

Style random_style(Dice& dice) {
    Style style;
    style.is_one_line = dice.one_in(3);
    style.is_scattered = dice.one_in(5);
    style.has_short_lists = dice.one_in(3);
    style.has_escapes = dice.one_in(4);
    style.indent = dice.pick<std::string>({"    ", "  ", "\t", "", " \t ", "        "});
    style.line_end = dice.pick<std::string>({"\n", "\n", "\r\n", "\n\n", "\r"});
    style.colon = dice.pick<std::string>({": ", ": ", ":", " : "});
    style.comma = dice.pick<std::string>({", ", ", ", ",", " ,"});
    return style;
}

class Writer {
public:
    Writer(const Style& style, Dice& dice) : style_(style), dice_(dice) {}

    void write(const Json& value) {
        if (value.is_object()) {
            write_object(value);
        } else if (value.is_array()) {
            write_array(value);
        } else if (value.is_string()) {
            write_string(value.get<std::string>());
        } else {
            out_ += value.dump();
        }
    }

    std::string take() { return std::move(out_); }

private:
    void write_object(const Json& object) {
        std::vector<std::string> keys;
        for (const auto& member : object.items()) {
            keys.push_back(member.key());
        }
        if (dice_.one_in(3)) {
            dice_.shuffle(keys);
        }
        write_elements('{', '}', keys.size(), style_.is_one_line, [&](std::size_t i) {
            write_string(keys[i]);
            scatter();
            out_ += style_.colon;
            scatter();
            write(object.at(keys[i]));
        });
    }

    void write_array(const Json& array) {
        const bool is_one_line = style_.is_one_line || (style_.has_short_lists && dice_.one_in(2));
        write_elements('[', ']', array.size(), is_one_line, [&](std::size_t i) { write(array[i]); });
    }

    template <typename WriteElement>
    void write_elements(char open, char close, std::size_t count, bool is_one_line, WriteElement&& write_element) {
        out_ += open;
        ++depth_;
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) {
                scatter();
                out_ += is_one_line ? style_.comma : ",";
            }
            break_line(is_one_line);
            write_element(i);
        }
        --depth_;
        if (count > 0 || dice_.one_in(8)) {
            break_line(is_one_line);
        }
        out_ += close;
    }

    void break_line(bool is_one_line) {
        scatter();
        if (is_one_line) {
            return;
        }
        out_ += style_.line_end;
        for (std::size_t i = 0; i < depth_; ++i) {
            out_ += style_.indent;
        }
    }

    void scatter() {
        if (style_.is_scattered && dice_.one_in(3)) {
            out_ += dice_.pick<std::string>({" ", "  ", "\t", "\n", "\r\n ", "\n\n\t"});
        }
    }

    void write_string(const std::string& text) {
        const std::string plain = Json(text).dump(-1, ' ', style_.has_escapes && dice_.one_in(2));
        if (!style_.has_escapes || dice_.one_in(2) || plain.contains('\\')) {
            out_ += plain;
            return;
        }
        for (const char c : plain) {
            const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
            out_ += c != '"' && is_ascii && dice_.one_in(5) ? escape_of(c) : std::string(1, c);
        }
    }

    std::string escape_of(char c) {
        if (c == '/' && dice_.one_in(2)) {
            return "\\/";
        }
        const std::string hex = dice_.one_in(2) ? "0123456789abcdef" : "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        return std::string("\\u00") + hex[byte >> 4U] + hex[byte & 15U];
    }

    const Style& style_;
    Dice& dice_;
    std::size_t depth_ = 0;
    std::string out_;
};

}  // namespace

std::string random_text(const Json& value, Dice& dice) {
    const Style style = random_style(dice);
    Writer writer(style, dice);
    writer.write(value);
    return dice.pick<std::string>({"", "", "", "\n", "  "}) + writer.take() +
           dice.pick<std::string>({"\n", "\n", "", "\r\n", "\n \n"});
}

}  // namespace tests::trust_policy
