#include "core/iam/trust_policy/edit/render.hpp"

#include "core/iam/trust_policy/action_match.hpp"
#include "core/json/write.hpp"

#include <algorithm>

namespace core::iam::trust_policy::edit {
namespace {

/// Writes JSON in a layout, as json.dumps of Python does.
class Printer {
public:
    Printer(const Layout& layout, std::size_t depth) : layout_(layout), depth_(depth) {}

    void open(char bracket) {
        out_ += bracket;
        ++depth_;
        is_first_ = true;
    }

    void close(char bracket) {
        --depth_;
        break_line();
        out_ += bracket;
        is_first_ = false;
    }

    /// Begins a member of an object; its value must follow.
    void key(std::string_view name) {
        begin_element();
        json::append_string(out_, name);
        out_ += layout_.has_space_after_colon ? ": " : ":";
    }

    /// Begins an element of an array; its value must follow.
    void begin_element() {
        if (!is_first_) {
            out_ += layout_.is_one_line && layout_.has_space_after_colon ? ", " : ",";
        }
        break_line();
        is_first_ = false;
    }

    void string(std::string_view value) { json::append_string(out_, value); }

    [[nodiscard]] std::string take() && { return std::move(out_); }

private:
    void break_line() {
        if (layout_.is_one_line) {
            return;
        }
        out_ += layout_.line_end;
        for (std::size_t i = 0; i < depth_; ++i) {
            out_ += layout_.indent;
        }
    }

    const Layout& layout_;
    std::size_t depth_;
    bool is_first_ = true;
    std::string out_;
};

void print_member(Printer& printer, std::string_view key, std::string_view value) {
    printer.key(key);
    printer.string(value);
}

void print_subjects(Printer& printer, const OidcProvider& provider, std::span<const Subject> subjects) {
    printer.key(provider.key("sub"));
    if (subjects.size() == 1) {
        printer.string(subjects.front().text());
        return;
    }
    printer.open('[');
    for (const Subject& subject : subjects) {
        printer.begin_element();
        printer.string(subject.text());
    }
    printer.close(']');
}

void print_condition(Printer& printer, const OidcProvider& provider, std::span<const Subject> subjects,
                     std::string_view audience) {
    printer.key("Condition");
    printer.open('{');
    printer.key("StringEquals");
    printer.open('{');
    print_member(printer, provider.key("aud"), audience);
    if (std::ranges::any_of(subjects, &Subject::is_pattern)) {
        printer.close('}');
        printer.key("StringLike");
        printer.open('{');
    }
    print_subjects(printer, provider, subjects);
    printer.close('}');
    printer.close('}');
}

void print_statement(Printer& printer, const OidcProvider& provider, std::span<const Subject> subjects,
                     std::string_view audience) {
    printer.open('{');
    print_member(printer, "Effect", "Allow");
    printer.key("Principal");
    printer.open('{');
    print_member(printer, "Federated", provider.arn());
    printer.close('}');
    print_member(printer, "Action", web_identity_action);
    print_condition(printer, provider, subjects, audience);
    printer.close('}');
}

}  // namespace

std::string render_statement(const OidcProvider& provider, std::span<const Subject> subjects, std::string_view audience,
                             const Layout& layout, std::size_t depth) {
    Printer printer(layout, depth);
    print_statement(printer, provider, subjects, audience);
    return std::move(printer).take();
}

std::string render_document(const OidcProvider& provider, std::span<const Subject> subjects, std::string_view audience,
                            const Layout& layout) {
    Printer printer(layout, 0);
    printer.open('{');
    print_member(printer, "Version", "2012-10-17");
    printer.key("Statement");
    printer.open('[');
    printer.begin_element();
    print_statement(printer, provider, subjects, audience);
    printer.close(']');
    printer.close('}');
    return std::move(printer).take() + layout.line_end;
}

}  // namespace core::iam::trust_policy::edit
